import type { Finding } from '../finding.ts'
import {
  askAbout,
  type CommandContext,
  type CommandTable,
  denyWord,
  hasOption,
  type OptionStyle,
  optionTable,
  type ReadOptions,
  readOptions,
} from './options.ts'

const STYLE: OptionStyle = {
  options: optionTable(`
    -v --version --ignore-scripts --no-audit --no-fund --prefer-offline --prefer-online --offline --omit={dev|optional|peer}
    --include={dev|optional|peer|prod} --production --only={prod|production|dev} --save -S --save-dev -D --save-exact -E
    --save-optional -O --save-peer --save-prod -P --no-save --package-lock-only --no-package-lock --legacy-peer-deps
    --strict-peer-deps --force -f --silent -s --quiet -q --verbose -d -dd -ddd
    --loglevel={silent|error|warn|notice|http|info|verbose|silly} --json --dry-run --no-progress --workspace=r -w=r
    --workspaces -ws --include-workspace-root --foreground-scripts --engine-strict --long -l --depth=n --all -a
    --audit-level={none|info|low|moderate|high|critical} --if-present --parseable -p --no-color --color=?{always|true}
    --install-strategy={hoisted|nested|shallow|linked} --no-bin-links --yes -y --audit --fund --prefer-dedupe
    !--prefix= !-C= !--global !-g !--location= !--script-shell= !--node-options= !--userconfig= !--globalconfig=
    !--registry= !--git= !--cache= !--call= !-c= !--package= !--viewer= !--editor= !--shell= !--init-module=
  `),
  trueFlags: true,
}

const REGISTRY_PACKAGE =
  /^(?:@[a-z0-9][a-z0-9._-]*\/)?[A-Za-z0-9][A-Za-z0-9._-]*(?:@[A-Za-z0-9^~<>=.*+-]+)?$/
const SCRIPT = /^[A-Za-z0-9_][A-Za-z0-9_:.-]*(?:\/[A-Za-z0-9_:.-]+)*$/

type Check = (read: ReadOptions, words: readonly string[], context: CommandContext) => Finding[]

const nothing: Check = (_, words, context) =>
  words[0] === undefined
    ? []
    : denyWord(context, words[0], `${context.program} takes no further words here.`)

const anything: Check = () => []

const packages: Check = (_, words, context) =>
  words.flatMap((word) =>
    REGISTRY_PACKAGE.test(word)
      ? []
      : denyWord(
          context,
          word,
          `${JSON.stringify(word.slice(0, 200))} is no package of the registry.`,
        ),
  )

/** New packages bring new code: a person looks at the names first. */
const installs: Check = (read, words, context) => [
  ...packages(read, words, context),
  ...words
    .filter((word) => REGISTRY_PACKAGE.test(word))
    .flatMap((word) => askAbout(context, word, `"${word}" would be added, removed or changed.`)),
]

const changes: Check = (read, words, context) => [
  ...installs(read, words, context),
  ...(words.length === 0
    ? askAbout(context, '', `"${context.program}" changes what is installed.`)
    : []),
]

/** The script's name is npm's; the words behind it belong to the script. */
const runs: Check = (_, words, context) => {
  const [script = ''] = words
  if (SCRIPT.test(script) && !script.includes('..')) return []
  return denyWord(context, script, `${context.program} needs the name of a script.`)
}

const audits: Check = (_, words, context) => {
  const [verb] = words
  if (verb === undefined || verb === 'signatures') return []
  if (verb === 'fix') return askAbout(context, 'fix', '"npm audit fix" changes what is installed.')
  return denyWord(context, verb, 'npm audit knows fix and signatures.')
}

const starts: Check = (read, words, context) =>
  hasOption(read, '--yes', '-y')
    ? nothing(read, words, context)
    : denyWord(context, 'init', 'npm init asks questions; say -y.')

const COMMANDS: Readonly<Record<string, Check>> = {
  ci: nothing,
  'clean-install': nothing,
  install: installs,
  i: installs,
  add: installs,
  uninstall: changes,
  remove: changes,
  rm: changes,
  update: changes,
  dedupe: changes,
  prune: changes,
  run: runs,
  'run-script': runs,
  test: anything,
  t: anything,
  start: anything,
  stop: anything,
  restart: anything,
  outdated: packages,
  audit: audits,
  view: packages,
  info: packages,
  show: packages,
  ls: packages,
  list: packages,
  explain: packages,
  why: packages,
  fund: nothing,
  ping: nothing,
  root: nothing,
  prefix: nothing,
  query: anything,
  pack: nothing,
  init: starts,
}

/** npm: installing what the lock file says, running scripts by name, looking things up. */
export const judgeNpm: CommandTable = (args, context) => {
  const read = readOptions(args, STYLE, context)
  const [name, ...words] = read.operands
  if (name === undefined) {
    const isVersion = hasOption(read, '--version', '-v') && read.rest.length === 0
    return isVersion
      ? [...read.findings]
      : [...read.findings, ...denyWord(context, 'npm', 'npm needs a command.')]
  }
  const check = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!check) {
    const reason = `"npm ${name}" is not on the list of what is allowed.`
    return [...read.findings, ...denyWord(context, name, reason)]
  }
  const isScript = check === runs || check === anything
  const given = isScript ? words : [...words, ...read.rest]
  return [...read.findings, ...check(read, given, { ...context, program: `npm ${name}` })]
}
