import type { Finding } from '../finding.ts'
import {
  type CommandContext,
  type CommandTable,
  denyWord,
  hasOption,
  type OptionStyle,
  optionTable,
  readOptions,
} from './options.ts'

const STYLE: OptionStyle = {
  options: optionTable(`
    -v --version -h --help -c --check --test --watch --watch-preserve-output --watch-path=r --run=word
    --no-warnings --disable-warning=word --trace-warnings --trace-uncaught --trace-deprecation --trace-exit
    --trace-sigint --throw-deprecation --no-deprecation --pending-deprecation --enable-source-maps
    --stack-trace-limit=n --stack-size=n --max-old-space-size=n --max-semi-space-size=n
    --max-old-space-size-percentage=n --max-http-header-size=n --title= --conditions=word -C=word --expose-gc
    --unhandled-rejections={strict|warn|none|throw|warn-with-error-codes} --experimental-strip-types
    --no-experimental-strip-types --experimental-transform-types --experimental-sqlite --no-experimental-sqlite
    --experimental-test-coverage --experimental-test-isolation={none|process} --test-isolation={none|process}
    --test-only --test-force-exit --test-update-snapshots --test-randomize --test-random-seed=n --test-name-pattern=
    --test-skip-pattern= --test-concurrency=n --test-timeout=n --test-shard= --test-coverage-lines=n
    --test-coverage-branches=n --test-coverage-functions=n --test-coverage-include= --test-coverage-exclude=
    --test-reporter={spec|tap|dot|junit|lcov} --test-reporter-destination=
    --frozen-intrinsics --disable-proto={delete|throw} --no-addons --disallow-code-generation-from-strings
    --dns-result-order={ipv4first|ipv6first|verbatim}
    !-e= !--eval= !-p !--print= !-pe= !-i !--interactive !-r= !--require= !--import= !--loader=
    !--experimental-loader= !--inspect=? !--inspect-brk=? !--inspect-wait=? !--inspect-port= !--env-file=
    !--env-file-if-exists= !--openssl-config= !--snapshot-blob= !--build-snapshot !--input-type= !--permission
  `),
  stopAtOperand: true,
  fold: (name) => (name.startsWith('--') ? name.replaceAll('_', '-') : name),
}

/** Files that `--test-reporter-destination` may name besides the two standard streams. */
function destinationFindings(context: CommandContext, values: readonly string[]): Finding[] {
  return values.flatMap((value) => {
    const isStream = value === 'stdout' || value === 'stderr'
    const reason = isStream ? undefined : context.paths.localReason(value, 'write')
    return reason ? denyWord(context, value, `The report's file ${reason}.`) : []
  })
}

function scriptFindings(script: string, context: CommandContext): Finding[] {
  const reason =
    script === 'inspect' || script === 'debug'
      ? 'is the debugger'
      : context.paths.localReason(script, 'write')
  return reason
    ? denyWord(context, script, `The script ${JSON.stringify(script.slice(0, 200))} ${reason}.`)
    : []
}

/** node: a script inside the repository, or its tests. What evaluates or loads other code is refused. */
export const judgeNode: CommandTable = (args, context) => {
  const read = readOptions(args, STYLE, context)
  const destinations = read.options
    .filter((option) => option.name === '--test-reporter-destination')
    .map((option) => option.value ?? '')
  const findings = [...read.findings, ...destinationFindings(context, destinations)]
  const words = [...read.operands, ...read.rest]
  if (hasOption(read, '--test')) {
    return [...findings, ...words.flatMap((word) => scriptFindings(word, context))]
  }
  const [script] = words
  if (script !== undefined) return [...findings, ...scriptFindings(script, context)]
  // Code on the command line was judged with its option; it needs no script.
  const isComplete = ['--version', '-v', '--help', '-h', '--run', '-e', '--eval', '-p', '--print']
  if (hasOption(read, ...isComplete)) return findings
  return [...findings, ...denyWord(context, 'node', 'node without a script waits for code to run.')]
}
