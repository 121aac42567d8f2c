import { expect, test } from 'vitest'
import { type ProgramFacts, resolveProgram } from '../../../bridge/runner/agent/resolve-program.ts'

function facts(files: Record<string, string>, more: Partial<ProgramFacts>): ProgramFacts {
  const known = new Map(Object.entries(files))
  return {
    platform: 'linux',
    path: '/usr/local/bin:/usr/bin',
    root: '/repo',
    node: '/opt/node',
    isProgram: (path) => known.has(path),
    readText: (path) => known.get(path) ?? '',
    ...more,
  }
}

function windows(files: Record<string, string>, more: Partial<ProgramFacts> = {}): ProgramFacts {
  return facts(files, {
    platform: 'win32',
    path: 'C:\\Tools;"C:\\Program Files\\nodejs";C:\\Users\\me\\npm',
    pathExt: '.COM;.EXE;.BAT;.CMD',
    root: 'C:\\repo',
    node: 'C:\\Program Files\\nodejs\\node.exe',
    ...more,
  })
}

/** What npm writes for a package's program on Windows. */
function shim(line: string): string {
  return [
    '@ECHO off',
    'GOTO start',
    ':find_dp0',
    'SET dp0=%~dp0',
    'EXIT /b',
    ':start',
    'SETLOCAL',
    'CALL :find_dp0',
    '',
    'IF EXIST "%dp0%\\node.exe" (',
    '  SET "_prog=%dp0%\\node.exe"',
    ') ELSE (',
    '  SET "_prog=node"',
    '  SET PATHEXT=%PATHEXT:;.JS;=;%',
    ')',
    '',
    `endLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & ${line}`,
    '',
  ].join('\r\n')
}

test('a bare name is the first program of that name in PATH', () => {
  const files = { '/usr/bin/git': '', '/usr/local/bin/git': '' }
  expect(resolveProgram('git', facts(files, {}))).toEqual({
    ok: true,
    value: { file: '/usr/local/bin/git', prefix: [] },
  })
})

test('a path starts at the repository’s root, not at the folder it runs in', () => {
  const files = { '/repo/tools/x': '', '/abs/y': '' }
  expect(
    ['./tools/x', 'tools/x', '/abs/y'].map((name) => resolveProgram(name, facts(files, {}))),
  ).toEqual(
    ['/repo/tools/x', '/repo/tools/x', '/abs/y'].map((file) => ({
      ok: true,
      value: { file, prefix: [] },
    })),
  )
})

test('entries of PATH that mean another folder everywhere are not searched', () => {
  const files = { 'bin/git': '', git: '', './git': '', '/repo/git': '', '/repo/bin/git': '' }
  expect(resolveProgram('git', facts(files, { path: ':bin:.:' })).ok).toBe(false)
})

test('a missing program is named, with how to install it', () => {
  expect(resolveProgram('claude', facts({}, {}))).toEqual({
    ok: false,
    failure: {
      code: 'COMMAND_NOT_FOUND',
      message: 'The program "claude" was not found.',
      hint: 'Install it with: npm install -g @anthropic-ai/claude-code',
      details: { program: 'claude' },
    },
  })
})

test('on Windows PATHEXT decides the ending, folder by folder', () => {
  const files = { 'C:\\Tools\\git.exe': '', 'C:\\Users\\me\\npm\\git.cmd': shim('') }
  expect([
    resolveProgram('git', windows(files)),
    resolveProgram('git.exe', windows(files)),
  ]).toEqual([
    { ok: true, value: { file: 'C:\\Tools\\git.exe', prefix: [] } },
    { ok: true, value: { file: 'C:\\Tools\\git.exe', prefix: [] } },
  ])
})

test('an npm shim becomes Node and its script, with the shim’s options', () => {
  const files = {
    'C:\\Users\\me\\npm\\codex.cmd': shim(
      '"%_prog%"  "%dp0%\\node_modules\\@openai\\codex\\bin\\codex.js" %*',
    ),
    'C:\\Users\\me\\npm\\gemini.cmd': shim(
      '"%_prog%" --no-warnings=DEP0040 "%dp0%\\node_modules\\@google\\gemini-cli\\bundle\\gemini.js" %*',
    ),
  }
  expect(['codex', 'gemini'].map((name) => resolveProgram(name, windows(files)))).toEqual([
    {
      ok: true,
      value: {
        file: 'C:\\Program Files\\nodejs\\node.exe',
        prefix: ['C:\\Users\\me\\npm\\node_modules\\@openai\\codex\\bin\\codex.js'],
      },
    },
    {
      ok: true,
      value: {
        file: 'C:\\Program Files\\nodejs\\node.exe',
        prefix: [
          '--no-warnings=DEP0040',
          'C:\\Users\\me\\npm\\node_modules\\@google\\gemini-cli\\bundle\\gemini.js',
        ],
      },
    },
  ])
})

test('a shim of a program of its own becomes that program', () => {
  const files = {
    'C:\\Users\\me\\npm\\claude.cmd': shim('"%dp0%\\node_modules\\x\\bin\\claude.exe"   %*'),
  }
  expect(resolveProgram('claude', windows(files))).toEqual({
    ok: true,
    value: { file: 'C:\\Users\\me\\npm\\node_modules\\x\\bin\\claude.exe', prefix: [] },
  })
})

test('any other batch file is refused, since it would need a shell', () => {
  const files = {
    'C:\\Tools\\build.cmd': '@echo off\r\nmsbuild %*\r\n',
    'C:\\Tools\\old.bat': 'call "%~dp0\\other.js" %*',
  }
  expect(
    ['build', 'old'].map((name) => {
      const result = resolveProgram(name, windows(files))
      return result.ok || [result.failure.code, result.failure.message]
    }),
  ).toEqual([
    ['COMMAND_NOT_FOUND', 'The program "build" is a batch file: C:\\Tools\\build.cmd.'],
    ['COMMAND_NOT_FOUND', 'The program "old" is a batch file: C:\\Tools\\old.bat.'],
  ])
})
