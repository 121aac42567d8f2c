import type { Finding } from '../finding.ts'
import {
  askAbout,
  type CommandContext,
  type CommandTable,
  denyWord,
  hasOption,
  type OptionStyle,
  optionTable,
  pathFindings,
  type ReadOptions,
  readOptions,
} from './options.ts'

const REFUSED = `
  !-e= !--eval= !-p= !--print= !-r= !--preload= !--require= !--import= !--cwd= !-c=? !--config=? !--env-file=
  !--inspect=? !--inspect-wait=? !--inspect-brk=? !--shell= !-g !--global !--registry= !--cache-dir= !--install=
  !-i !--define= !-d= !--loader= !-l= !--plugin= !--tsconfig-override= !--extension-order= !--conditions=
`
const SHARED = `--silent --if-present --no-clear-screen ${REFUSED}`

const GLOBAL: OptionStyle = {
  options: optionTable(`--version -v --revision --help -h --bun -b --watch --hot --smol ${SHARED}`),
  stopAtOperand: true,
}
const RUN: OptionStyle = {
  options: optionTable(`--bun -b --watch --hot --smol --filter=word ${SHARED}`),
  stopAtOperand: true,
}
const TEST: OptionStyle = {
  options: optionTable(`
    --timeout=n --rerun-each=n --only --todo --bail=?n --coverage --coverage-reporter={text|lcov} --coverage-dir=w
    -t= --test-name-pattern= --update-snapshots -u --watch --concurrent --randomize --seed=n --reporter={junit|dots}
    --reporter-outfile=w ${SHARED}
  `),
}
const INSTALL: OptionStyle = {
  options: optionTable(`
    --frozen-lockfile --ignore-scripts --production -p --no-save --dry-run --force -f --verbose --no-progress
    --save-text-lockfile --lockfile-only --dev -D --optional --exact -E --omit={dev|optional|peer} ${SHARED}
  `),
}
const BUILD: OptionStyle = {
  options: optionTable(`
    --outdir=w --outfile=w --target={browser|bun|node} --format={esm|cjs|iife} --minify --minify-syntax
    --minify-whitespace --minify-identifiers --splitting --sourcemap=?{none|linked|inline|external} --root=r
    --public-path= --external= -e= --packages={bundle|external} --entry-naming= --chunk-naming= --asset-naming=
    --watch --production --no-bundle --metafile=?w ${SHARED.replace(/!-e= /, '')}
  `),
}
const LOOK: OptionStyle = { options: optionTable(`--all -a --json ${SHARED}`) }

const REGISTRY_PACKAGE =
  /^(?:@[a-z0-9][a-z0-9._-]*\/)?[A-Za-z0-9][A-Za-z0-9._-]*(?:@[A-Za-z0-9^~<>=.*+-]+)?$/
const SCRIPT = /^[A-Za-z0-9_][A-Za-z0-9_:.-]*$/
const SOURCE_FILE = /\.(?:[cm]?[jt]sx?)$/

type Check = (read: ReadOptions, context: CommandContext) => Finding[]

function fileFindings(file: string, context: CommandContext): Finding[] {
  const reason = context.paths.localReason(file, 'write')
  return reason
    ? denyWord(context, file, `The script ${JSON.stringify(file.slice(0, 200))} ${reason}.`)
    : []
}

const runs: Check = (read, context) => {
  const [script = ''] = [...read.operands, ...read.rest]
  if (SCRIPT.test(script) && !SOURCE_FILE.test(script)) return []
  return script === ''
    ? denyWord(context, 'run', 'bun run needs a script.')
    : fileFindings(script, context)
}

const installs: Check = (read, context) =>
  [...read.operands, ...read.rest].flatMap((word) =>
    REGISTRY_PACKAGE.test(word)
      ? askAbout(context, word, `"${word}" would be added, removed or changed.`)
      : denyWord(
          context,
          word,
          `${JSON.stringify(word.slice(0, 200))} is no package of the registry.`,
        ),
  )

const files: Check = (read, context) =>
  pathFindings([...read.operands, ...read.rest], 'read', context)

const looks: Check = (read, context) => {
  const [verb] = read.operands
  return verb === undefined || verb === 'ls' || verb === 'hash' || verb === 'bin'
    ? []
    : denyWord(context, verb, `"bun pm ${verb}" is not on the list of what is allowed.`)
}

const COMMANDS: Readonly<Record<string, readonly [OptionStyle, Check]>> = {
  run: [RUN, runs],
  test: [TEST, files],
  install: [INSTALL, installs],
  i: [INSTALL, installs],
  add: [INSTALL, installs],
  remove: [INSTALL, installs],
  build: [BUILD, files],
  pm: [LOOK, looks],
  outdated: [LOOK, () => []],
  audit: [LOOK, () => []],
}

/** bun: scripts, tests, builds and installs inside the repository. */
export const judgeBun: CommandTable = (args, context) => {
  const read = readOptions(args, GLOBAL, context)
  const [name] = read.operands
  if (name === undefined) {
    const isQuestion = hasOption(read, '--version', '-v', '--revision', '--help', '-h')
    return isQuestion && read.rest.length === 0
      ? [...read.findings]
      : [...read.findings, ...denyWord(context, 'bun', 'bun needs a command.')]
  }
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (known) {
    const [style, check] = known
    const inner = { ...context, program: `bun ${name}` }
    const given = readOptions(read.rest, style, inner)
    return [...read.findings, ...given.findings, ...check(given, inner)]
  }
  const findings =
    SOURCE_FILE.test(name) || name.includes('/') || name === '-'
      ? fileFindings(name, context)
      : denyWord(context, name, `"bun ${name}" is not on the list of what is allowed.`)
  return [...read.findings, ...findings]
}
