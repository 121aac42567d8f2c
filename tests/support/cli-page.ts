import { type CommandRow, commandTable } from '../../apps/seqctl/command-table.ts'
import { wholeProgram } from '../../apps/seqctl/run-cli.ts'
import { FAILURES } from '../../shared/failure.ts'

const EXITS: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'failed',
  2: 'wrong use',
  3: 'denied by the policy',
  4: 'a person must confirm first',
  5: 'conflict: something has changed, or runs already',
  6: 'not found',
  7: 'a program or the bridge is not there',
  130: 'interrupted',
}

/** Text that stands in a cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').replaceAll('<', '&lt;')
}

function flagLines(flags: CommandRow['flags']): string[] {
  if (flags.length === 0) return []
  const rows = flags.map(({ usage, description, choices }) => {
    const values = choices.length > 0 ? ` (${choices.join(', ')})` : ''
    return `| \`${usage.replaceAll('|', '\\|')}\` | ${cell(description + values)} |`
  })
  return ['', '| flag | what it does |', '|---|---|', ...rows]
}

function section(row: CommandRow): string[] {
  const name = ['seqctl', ...row.path].join(' ')
  const args = row.arguments.filter(({ description }) => description !== '')
  return [
    '',
    `${row.path.length === 1 ? '##' : '###'} ${name}`,
    '',
    `${row.description}.`.replace(/\.\.$/, '.'),
    ...(row.isParent ? [] : ['', '```', `${name} ${row.usage}`.trimEnd(), ...row.example, '```']),
    ...(args.length > 0
      ? ['', ...args.map((one) => `- \`${one.name}\`: ${cell(one.description)}`)]
      : []),
    ...flagLines(row.flags),
  ]
}

function exitLines(): string[] {
  const codes = Object.entries(FAILURES)
  return Object.entries(EXITS).map(([exit, meaning]) => {
    const own = codes.flatMap(([code, { exit: one }]) => (String(one) === exit ? [code] : []))
    return `| ${exit} | ${meaning} | ${own.map((code) => `\`${code}\``).join(', ')} |`
  })
}

/** docs/cli.md as the command table and the failures have it. */
export async function cliPage(): Promise<string> {
  const [root, ...rows] = commandTable(await wholeProgram())
  return [
    '# seqctl',
    '',
    'This page is made from the commands; `THREADOS_UPDATE_DOCS=1 npx vitest run tests/docs` writes it anew.',
    '',
    'Every command works from any folder inside a repository. With `--json`, or when the output is not a terminal, it',
    'prints one JSON document: `{"success":true,"data":…}` or `{"success":false,"error":"…","code":"…","details":{…}}`.',
    'Colour is used at a terminal only, and never with `NO_COLOR`. `--help` works at every level.',
    ...flagLines(root?.flags ?? []),
    '',
    '| exit | meaning | codes |',
    '|---|---|---|',
    ...exitLines(),
    ...rows.flatMap(section),
    '',
  ].join('\n')
}
