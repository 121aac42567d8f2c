import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'

/**
 * The words of an editor's command line, as in `code --wait` or `"C:\Program Files\vim.exe" -f`. Quotes keep blanks;
 * nothing else has a meaning, since no shell ever sees it.
 */
export function editorWords(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  )
}

/**
 * A text as a person leaves it in their editor: $VISUAL, else $EDITOR, else vi (notepad on Windows). The editor works
 * on a private copy; when it ends with an error, nothing is taken over.
 */
export async function editInEditor(
  name: string,
  text: string,
  env: NodeJS.ProcessEnv,
): Promise<Result<string>> {
  const fallback = process.platform === 'win32' ? 'notepad' : 'vi'
  const named = env['VISUAL'] || env['EDITOR']
  // The fallback of a terminal would wait for keys that never come.
  if (!named && fallback === 'vi' && !process.stdin.isTTY) {
    return fail('USAGE', 'There is no terminal to edit at.', {
      hint: 'Set VISUAL or EDITOR to an editor that needs none, or send the text: seqctl apply - with [{"action":"prompt.write","stepId":…,"text":…}].',
    })
  }
  const [program = fallback, ...words] = editorWords(named || fallback)
  const folder = mkdtempSync(join(tmpdir(), 'threados-edit-'))
  const path = join(folder, name)
  try {
    writeFileSync(path, text, { mode: 0o600 })
    const ended = await runEditor([program, ...words, path])
    return ended.ok ? ok(readFileSync(path, 'utf8')) : ended
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Standard output is the answer's; the editor draws on the terminal through standard error when that is apart. */
async function runEditor([program = '', ...argv]: readonly string[]): Promise<Result<undefined>> {
  const child = spawn(program, argv, {
    stdio: ['inherit', process.stdout.isTTY ? 'inherit' : 2, 'inherit'],
  })
  return new Promise((resolve) => {
    child.once('error', (cause) =>
      resolve(
        fail('COMMAND_NOT_FOUND', `The editor ${program} can't be started: ${cause.message}`, {
          hint: 'Set VISUAL or EDITOR to the program that you edit with.',
        }),
      ),
    )
    child.once('close', (code, signal) =>
      resolve(
        code === 0
          ? ok(undefined)
          : fail('INTERRUPTED', `The editor ended with ${signal ?? code}; nothing was changed.`),
      ),
    )
  })
}
