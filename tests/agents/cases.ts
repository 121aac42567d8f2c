import type { Shown } from '../support/shown.ts'

/** One promise about agents. `real` names the agents with which the real programs are run for it. */
export interface Case {
  readonly number: number
  readonly promise: string
  /** Tests with scripted agents, which always run. */
  readonly scripted: readonly Shown[]
  readonly real: readonly string[]
  /** Why nothing shows it yet. */
  readonly open?: string
}

const CLAUDE = 'claude-code'
const ALL = [CLAUDE, 'codex', 'gemini']
const SCRIPTED = 'tests/bridge/agents/scripted.test.ts'
const REPORTS = 'tests/bridge/agents/reports.test.ts'
const SESSION = 'tests/bridge/agents/session.test.ts'
const HERE = 'tests/agents/acceptance.test.ts'
const ENDINGS = 'tests/agents/endings.test.ts'
const ATTEMPT = 'tests/bridge/runner/attempt.test.ts'
const STOP = 'tests/bridge/runner/stop.test.ts'

const at = (file: string, test: string): Shown => ({ file, test })
const GOOD = at(SCRIPTED, 'a good run is DONE')
const PROMPT = at(SCRIPTED, 'the prompt arrives byte for byte')
const TREE = at(STOP, 'a stop ends a tree that ignores every request')
const BRANCHES = at(ENDINGS, 'an exit code, a refusal and a missing program fail their steps')
const TIMEOUT = at(ENDINGS, 'a provider that never answers, or is not there, ends at the timeout')
const STOPPED = at(ENDINGS, 'a stop is a stop though the agent then tells of success')
const CHAT = 'tests/e2e/chat.spec.ts'

function row(
  number: number,
  promise: string,
  scripted: readonly Shown[],
  real: readonly string[] = [],
): Case {
  return { number, promise, scripted, real }
}

/** What ThreadOS promises about agents, and where each promise is shown. */
export const CASES: readonly Case[] = [
  row(1, 'claude makes a file: text, tokens, cost and session are kept', [GOOD], [CLAUDE]),
  row(2, 'the same for codex, whose cost is unknown and never 0', [GOOD], ['codex']),
  row(3, 'the same for a codex model that writes programs', [GOOD], ['codex']),
  row(4, 'the same for gemini', [GOOD], ['gemini']),
  row(5, 'a shell step that exits with 7 is FAILED, and what waits for it does not start', [
    BRANCHES,
  ]),
  row(6, 'a prompt of 300 KB works', [PROMPT], ALL),
  row(7, 'a prompt that begins like an option is no option', [PROMPT], ALL),
  row(8, 'a prompt arrives byte for byte', [PROMPT], ALL),
  row(
    9,
    'a refusal of the provider is FAILED with its words, and what waits does not start',
    [BRANCHES],
    ALL,
  ),
  row(
    10,
    'an API error that calls itself a success is none',
    [at(SCRIPTED, 'exit 0 with an error is FAILED')],
    [CLAUDE],
  ),
  row(
    11,
    'an empty answer of gemini is no success',
    [at(REPORTS, 'gemini: a detected loop needs a look')],
    ['gemini'],
  ),
  row(12, 'exit 0 without a last event is FAILED', [
    at(SCRIPTED, 'exit 0 with an error is FAILED'),
  ]),
  row(13, 'a provider that hangs ends at the timeout', [TIMEOUT], ALL),
  row(
    14,
    'codex without a way to its provider ends at the timeout, if not before',
    [TIMEOUT],
    ['codex'],
  ),
  row(15, 'a stop in the middle of a tool that ignores it leaves no process', [TREE, STOPPED], ALL),
  row(
    16,
    'what a step leaves in the background is gone when it ends',
    [at(ATTEMPT, 'what an agent leaves behind at its own end is ended too')],
    ALL,
  ),
  row(17, 'a stop is a stop, whatever the exit code', [STOPPED], ALL),
  row(
    18,
    'after a stop the same session goes on, with what was said before',
    [
      at(SESSION, 'goes on after a stop'),
      at(ENDINGS, 'a restart goes on in the session only when'),
    ],
    ALL,
  ),
  row(19, 'a session never has two attempts at once', [
    at(HERE, 'a step that runs is not started a second time'),
    at(ENDINGS, 'a restart goes on in the session only when'),
  ]),
  row(
    20,
    'the costs of resumed attempts of claude add up',
    [at(REPORTS, 'claude: what three resumed runs cost adds up')],
    [CLAUDE],
  ),
  row(
    21,
    'the tokens of resumed attempts of codex add up',
    [at(SESSION, 'three resumed attempts of codex add up')],
    ['codex'],
  ),
  row(
    22,
    'denied permissions are said although the exit code is 0',
    [at(REPORTS, 'claude counts the dollars of this run')],
    [CLAUDE],
  ),
  row(
    23,
    'a result that is missing or breaks its schema fails the step',
    [at(SCRIPTED, 'a step that must leave a result fails without one')],
    ALL,
  ),
  row(
    24,
    'a model that codex does not know is a remark',
    [at(REPORTS, 'a model that codex does not know is a warning')],
    ['codex'],
  ),
  row(
    25,
    'a secret in our environment does not reach the tools of an agent',
    [at(ATTEMPT, 'an agent sees the folder, the variables and the marker')],
    ALL,
  ),
  row(
    26,
    'keys are in nothing that is kept',
    [at('tests/seqctl/secrets.test.ts', 'a secret that a step prints')],
    ALL,
  ),
  row(
    27,
    'events of megabytes do not stop a run',
    [
      at(ENDINGS, 'an event of 5 MB and sixty of 1 MB are read'),
      at(ATTEMPT, 'a log is kept under its cap'),
    ],
    ALL,
  ),
  row(
    28,
    'letters that are cut by chunks stay whole',
    [at(SCRIPTED, 'an event of 5 MB on one line is read')],
    ALL,
  ),
  row(
    29,
    'escape sequences of a model do not reach terminals',
    [
      at('tests/bridge/runner/terminal-echo.test.ts', 'whatever a program prints, only printable'),
      at('tests/bridge/runner/text-tail.test.ts', 'escape sequences and control characters do not'),
    ],
    ALL,
  ),
  row(30, 'a child that holds the output open does not hold up the end', [
    at(ATTEMPT, 'what an agent leaves behind at its own end is ended too'),
  ]),
  row(31, 'a missing program is told with how to get it, and other branches go on', [
    at(ATTEMPT, 'what can not be started is told apart'),
    BRANCHES,
  ]),
  row(
    32,
    'a missing login and a wrong option are told apart, and not tried again',
    [
      at(REPORTS, 'each kind of trouble is told from its status'),
      at(HERE, 'what only a person can mend is not tried again'),
    ],
    ALL,
  ),
  row(
    33,
    'four steps at once with one home all succeed',
    [at('tests/bridge/scheduler/load.test.ts', 'twenty chatty attempts at once')],
    ALL,
  ),
  row(
    34,
    'two worktrees change one file without touching each other; the agents commit nothing',
    [at('tests/seqctl/worktree.test.ts', 'two worktree steps edit one file')],
    ALL,
  ),
  row(
    35,
    'an ended codex leaves no empty folders',
    [
      at(SCRIPTED, 'empty folders that an ended codex leaves behind'),
      at(ENDINGS, 'empty folders that a stopped codex leaves behind'),
    ],
    ALL,
  ),
  row(
    36,
    'an orchestrator calls the tools of its own server',
    [at(HERE, 'every agent is told of its tool server')],
    ALL,
  ),
  row(
    37,
    'a server that does not start is said, and fails the step that needs it',
    [at(HERE, 'a tool server that does not start is a remark')],
    ALL,
  ),
  row(
    38,
    'nothing but loopback is talked to',
    [
      at(SCRIPTED, "the agent's fixed settings are in its environment"),
      at(ENDINGS, 'what calls home is switched off for every agent'),
    ],
    ALL,
  ),
  row(39, 'after a crash, what still runs is found and ended or taken over', [
    at('tests/bridge/crash.test.ts', 'a bridge that is killed in the middle of a run'),
    at(STOP, 'a runner that is killed leaves nothing that a sweep does not end'),
  ]),
  row(40, 'the chat applies nothing before it is confirmed, and says why it refuses', [
    at(CHAT, 'the chat streams, and what it proposes is pending'),
    at(CHAT, 'an invalid proposal is rejected with the reason'),
  ]),
  row(41, 'the chat stops when it is told to, and tells an overload from a lost connection', [
    at(CHAT, 'stop ends the stream'),
    at(CHAT, 'an overload and a lost connection have sentences of their own'),
  ]),
  row(
    42,
    'as root full access works only where a sandbox holds the step',
    [at(HERE, 'claude is told that it is held only where')],
    [CLAUDE],
  ),
]

/** The numbers in front of a test's name, as in `[7] [8] a prompt…`. */
export function numbersIn(name: string): number[] {
  const numbers = /^(?:\[\d+\] ?)+/.exec(name)?.[0] ?? ''
  return [...numbers.matchAll(/\d+/g)].map(Number)
}
