import { Command, CommanderError } from 'commander'
import { type Failure, failureFrom } from '../../shared/failure.ts'
import type { Result } from '../../shared/result.ts'
import type { CliContext, CommandBody } from './context.ts'
import { type Answer, outputMode, present } from './output.ts'

/** Nouns whose commands are read off the actions. */
const ACTION_NOUNS = ['step', 'dep', 'group', 'fusion', 'gate']

/** Modules with commands of their own, by their first word; each is loaded only when it is called. */
const MODULES: Readonly<Record<string, () => Promise<CommandModule>>> = {
  init: () => import('./commands/init.ts'),
  apply: () => import('./commands/apply.ts'),
  diff: () => import('./commands/diff.ts'),
  runs: () => import('./commands/runs.ts'),
  prompt: () => import('./commands/prompt.ts'),
  schema: () => import('./commands/schema.ts'),
  metrics: () => import('./commands/metrics.ts'),
  completion: () => import('./commands/completion.ts'),
  status: () => import('./commands/status.ts'),
  run: () => import('./commands/run.ts'),
  stop: () => import('./commands/control.ts'),
  restart: () => import('./commands/control.ts'),
  reconcile: () => import('./commands/control.ts'),
  wait: () => import('./commands/wait.ts'),
  logs: () => import('./commands/logs.ts'),
  doctor: () => import('./commands/doctor.ts'),
  audit: () => import('./commands/audit.ts'),
  policy: () => import('./commands/policy.ts'),
  trust: () => import('./commands/trust.ts'),
  template: () => import('./commands/template.ts'),
  confirm: () => import('./commands/confirm.ts'),
  bridge: () => import('./commands/bridge.ts'),
  undo: () => import('./commands/history.ts'),
  redo: () => import('./commands/history.ts'),
  worktree: () => import('./commands/worktree.ts'),
  mprocs: () => import('./commands/mprocs.ts'),
  mcp: () => import('./commands/mcp.ts'),
}

/** Commands that tell about all others. */
const NEED_ALL = ['completion', 'help']

/** What a module adds to the program. */
export interface CommandModule {
  readonly register: (program: Command, run: Runner) => void
}

/** What a command's body works with: the door, which can change things, or only what reads. */
type Needs = 'door' | 'reader'

/** Carries out a command's body and notes its exit code. */
export type Runner = (body: CommandBody, command: Command, needs?: Needs) => Promise<void>

/** Carries out one command line; gives the exit code. */
export async function runCli(argv: readonly string[]): Promise<number> {
  let exit = 0
  const program = makeProgram()
  const run: Runner = async (body, command, needs = 'door') => {
    if (command.optsWithGlobals()['version'] === true) {
      exit = await presentVersion(argv)
      return
    }
    const { makeContext, runBody } = await import('./context.ts')
    const compose = needs === 'door' ? await import('../../bridge/scheduler/compose.ts') : undefined
    const context: CliContext = makeContext(command.optsWithGlobals(), compose?.composeDoor)
    const result: Result<Answer> = await runBody(body, context)
    exit = present(result, context.mode)
  }
  try {
    if (argv.includes('--version') && wordsOf(argv).length === 0) return await presentVersion(argv)
    await register(program, argv, run)
    if (asksForHelp(argv)) (await import('./examples.ts')).addExamples(program)
    await program.parseAsync([...argv], { from: 'user' })
    return exit
  } catch (cause) {
    const isHelp = cause instanceof CommanderError && cause.exitCode === 0
    return isHelp ? 0 : presentTrouble(cause, argv)
  }
}

/** The program with every command and its example, for documents and completion; it carries nothing out. */
export async function wholeProgram(): Promise<Command> {
  const program = makeProgram()
  await registerAll(program, async () => undefined)
  const { addExamples } = await import('./examples.ts')
  addExamples(program)
  return program
}

function asksForHelp(argv: readonly string[]): boolean {
  const own = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length)
  return own.length === 0 || own.some((word) => ['--help', '-h', 'help'].includes(word))
}

function makeProgram(): Command {
  const program = new Command('seqctl')
    .description('Edit and run a sequence of agent steps.')
    .option('--repo <dir>', 'Work on this repository instead of the one around the working folder')
    .option('--json', 'Print one JSON document, as when the output is not a terminal')
    .option('--confirm <id>', 'Use a confirmation that a person has granted')
    .option('--version', 'Print the version of ThreadOS')
    .configureOutput({ writeErr: () => undefined })
    .showSuggestionAfterError(true)
    .exitOverride()
    .enablePositionalOptions(false)
  return program
}

/** Adds the commands of the first word, or all of them for help and for suggestions. */
async function register(program: Command, argv: readonly string[], run: Runner): Promise<void> {
  const [word, verb] = wordsOf(argv)
  if (word !== undefined && ACTION_NOUNS.includes(word)) {
    if (isListVerb(verb) && !argv.includes('--help')) {
      // The lists need no action, and load in a fraction of their time.
      const { registerLists } = await import('./commands/lists.ts')
      registerLists(program.command(word), word, run)
      return
    }
    const { registerNoun } = await import('./commands/action-noun.ts')
    registerNoun(program, word, run)
    return
  }
  const load = word === undefined || NEED_ALL.includes(word) ? undefined : MODULES[word]
  if (load) {
    ;(await load()).register(program, run)
    return
  }
  await registerAll(program, run)
}

async function registerAll(program: Command, run: Runner): Promise<void> {
  const { registerNoun } = await import('./commands/action-noun.ts')
  for (const noun of ACTION_NOUNS) registerNoun(program, noun, run)
  const modules = await Promise.all(Object.values(MODULES).map((module) => module()))
  for (const module of new Set(modules)) module.register(program, run)
}

function isListVerb(verb: string | undefined): boolean {
  return verb === 'list' || verb === 'show'
}

function wordsOf(argv: readonly string[]): string[] {
  return argv.filter((argument, index) => isWord(argument, argv[index - 1]))
}

function isWord(argument: string, before: string | undefined): boolean {
  return !argument.startsWith('-') && before !== '--repo' && before !== '--confirm'
}

async function presentVersion(argv: readonly string[]): Promise<number> {
  const { productVersion } = await import('../../bridge/local/product-version.ts')
  const version = productVersion()
  const answer = { data: { version }, text: version }
  return present({ ok: true, value: answer }, outputMode({ json: argv.includes('--json') }))
}

function presentTrouble(cause: unknown, argv: readonly string[]): number {
  const mode = outputMode({ json: argv.includes('--json') })
  if (cause instanceof CommanderError) {
    const failure: Failure = {
      code: 'USAGE',
      message: cause.message.replace(/^error: /, '').replaceAll('\n', ' '),
      hint: 'See: seqctl --help',
    }
    return present({ ok: false, failure }, mode)
  }
  process.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`)
  return present({ ok: false, failure: failureFrom(cause) }, mode)
}
