import type { Shown } from '../support/shown.ts'

/** Something that tools of this kind are known to get wrong, and the tests that show it right here. */
export interface Case {
  readonly promise: string
  readonly shown: readonly Shown[]
  /** What of it no test shows, or where ThreadOS means something else. */
  readonly but?: string
}

const at = (file: string, test: string): Shown => ({ file: `tests/${file}`, test })

const ATTEMPT = 'bridge/runner/attempt.test.ts'
const CRASH = 'bridge/crash.test.ts'
const EDIT = 'shared/actions/step-edit.test.ts'
const GATES = 'shared/actions/gate.test.ts'
const HTTP = 'bridge/server/http.test.ts'
const MAIN_JOB = 'seqctl/main-job.test.ts'
const PROMPT = 'seqctl/prompt.test.ts'
const REDACT = 'shared/policy/redact.test.ts'
const RETRY = 'bridge/scheduler/retry.test.ts'
const RUN = 'shared/actions/run.test.ts'
const SESSION = 'bridge/mprocs/session.test.ts'
const STOP = 'bridge/runner/stop.test.ts'
const UNDO = 'e2e/undo.spec.ts'
const WORKSPACE = 'bridge/local/workspace.test.ts'

const HUNDRED = at('seqctl/concurrent.test.ts', '100 processes that add a step at once')
const BAD_ACTIONS = at('shared/actions/parse-action.test.ts', 'refused: %s')
const BAD_FILES = at('shared/yaml/corpus.test.ts', '$id: $reason')
const BAD_OVER_HTTP = at(HTTP, 'what the plan can not hold is refused by its code')
const BAD_GRAPH = at('shared/dag/check.test.ts', 'refused: %s')
const SURVIVES = at(WORKSPACE, 'a file that does not parse is never overwritten')
const CONFIRMED = at('bridge/confirmation-paths.test.ts', "can't %s without a person's valid yes")
const ONE_ENTRY = at(
  'bridge/local/one-entry-each.test.ts',
  'what is done, what changes nothing and what is denied is one entry each',
)
const NOT_RUNNABLE = at(RUN, 'refused: running %s')

function row(promise: string, shown: readonly Shown[], but?: string): Case {
  return { promise, shown, ...(but === undefined ? {} : { but }) }
}

const DURABLE: readonly Case[] = [
  row('many processes that change the plan at once: all of it is there, with one entry each', [
    HUNDRED,
  ]),
  row('changes of all kinds at once: done and there, or refused with a code and without a trace', [
    at('bridge/local/mixed-writers.test.ts', 'changes of all kinds that are made at once'),
    at('bridge/local/concurrent-writers.test.ts', 'processes that write at once lose nothing'),
  ]),
  row('what is changed while a step runs is still there when its run has ended', [
    at('bridge/scheduler/live-edits.test.ts', 'what another process changes while a step runs'),
  ]),
  row('a step that runs is not started a second time', [
    NOT_RUNNABLE,
    at('agents/acceptance.test.ts', 'a step that runs is not started a second time'),
    at('bridge/scheduler/release.test.ts', 'an end that somebody else records'),
  ]),
  row('a kill between the plan and its prompt leaves no half of a step', [
    at('crash/real-processes.test.ts', 'seqctl killed at its own file operations'),
    at(WORKSPACE, 'a record whose writer died before publishing'),
  ]),
  row('comments, and keys that people add for themselves, outlive an edit', [
    at('property/yaml-edit.test.ts', 'nodes that an edit does not touch keep their text'),
    at('property/yaml-edit.test.ts', 'comments that belong to no changed node stay'),
    at('shared/yaml/edit-forms.test.ts', 'keys of people stay at every level'),
  ]),
  row('many changes over HTTP at once: all of them are made', [
    at(HTTP, 'twenty changes that arrive at once'),
  ]),
]

const STRICT: readonly Case[] = [
  row('an id that is used twice is told with both places, and the file stays as it is', [
    at('shared/yaml/failures.test.ts', 'an id that two nodes have is told with both places'),
    SURVIVES,
  ]),
  row('a dependency on nothing is refused by its name, from every side', [
    BAD_GRAPH,
    BAD_FILES,
    BAD_OVER_HTTP,
    at('shared/actions/apply.test.ts', 'trouble that only the whole shows'),
  ]),
  row('a cycle is refused and spelled out, from every side', [
    BAD_GRAPH,
    BAD_OVER_HTTP,
    at('shared/actions/apply.test.ts', 'trouble that only the whole shows'),
    at('web/chat/chat.test.ts', 'that can not be made goes back to the model with the reason'),
    at('e2e/canvas.spec.ts', 'cards are moved to lanes and connected by hand'),
  ]),
  row('a file of a newer version is refused as such, and stays as it is', [
    at('shared/yaml/parse-sequence.test.ts', 'a minor version is read, another major version'),
    SURVIVES,
  ]),
  row('an id that is a path, a device, too long or empty is refused', [
    BAD_ACTIONS,
    BAD_FILES,
    BAD_OVER_HTTP,
  ]),
  row('a step that others or a gate depend on is not removed unless that is asked for', [
    at('shared/actions/step-remove.test.ts', 'refused: %s'),
    at('shared/actions/step-remove.test.ts', 'cascade removes all that could not stand'),
  ]),
  row('an unknown flag is refused by its name', [
    at('seqctl/golden.test.ts', 'JSON and exit codes: %s'),
  ]),
  row('an empty list clears a list, and an empty name is refused', [
    at(EDIT, 'an empty list clears a list'),
    at(EDIT, 'refused: %s'),
  ]),
  row('a template is not applied twice, nor with numbers that make no sense', [
    at('shared/templates/builtin.test.ts', '%s applied twice is refused by its ids'),
    at('shared/templates/builtin.test.ts', '%s with %j is refused'),
  ]),
  row('a huge fanout, and times that are negative, broken or no number, are refused', [
    BAD_ACTIONS,
  ]),
  row('no name steers a terminal or becomes part of a script', [
    BAD_OVER_HTTP,
    at('seqctl/terminal-text.test.ts', 'no word of a file, an argument or a remark steers'),
    at('bridge/runner/terminal-echo.test.ts', 'whatever a program prints, only printable'),
    at('bridge/mprocs/config.test.ts', 'every slot has a fixed command of plain words'),
  ]),
  row('a sequence is begun once, under the name that was given', [
    at('seqctl/golden.test.ts', 'JSON and exit codes: %s'),
  ]),
  row(
    'ten and twenty thousand steps in a row overflow nothing, and commands stay quick',
    [
      at('shared/dag/graph.test.ts', 'a chain of 20,000 steps overflows nothing'),
      at('shared/dag/check.test.ts', 'a chain of 20,000 that closes on itself'),
      at('seqctl/speed.test.ts', 'seqctl %s %s on 1,000 steps'),
    ],
    'the times and the memory for 10,000 steps are measured by npm run bench, not tested',
  ),
]

const PROMPTS: readonly Case[] = [
  row('a prompt that is not there is told at once, and keeps the step from starting', [
    at(PROMPT, 'a prompt that nobody has written is told when the step is added'),
  ]),
  row('a prompt outside its folder is refused, also through a link', [
    at(PROMPT, "a prompt outside the prompts' folder is refused"),
    at('bridge/local/prompt-files.test.ts', 'a symbolic link on the way is refused'),
  ]),
  row('a clone has the prompt of its original', [
    at('shared/actions/step-place.test.ts', 'a clone stands behind the original'),
  ]),
  row('what a template or a fusion makes runs to its end as it is', [
    at('bridge/scheduler/templates.test.ts', '%s runs to its end as it is'),
  ]),
]

const RUNNING: readonly Case[] = [
  row('a step that waits is not run, and the answer lists what it waits for', [
    NOT_RUNNABLE,
    at(RUN, 'a stale status does not let a step run'),
  ]),
  row('a gate is not approved before what it depends on is done', [at(GATES, 'refused: %s')]),
  row('no run of any scope has more attempts at once than allowed', [
    at('bridge/scheduler/limits.test.ts', 'a run of %s has no more than %d attempts at once'),
    at('property/simulate.test.ts', 'never more steps run than may'),
  ]),
  row('a failure is told with its exit code and its last words, and the command fails', [
    at(MAIN_JOB, 'a step that fails makes the waited run exit 1 and says why'),
    at(ATTEMPT, 'exit codes and signals are recorded as they were'),
  ]),
  row(
    'a step may end by waiting for a review, which holds what depends on it',
    [
      at(ATTEMPT, 'an attempt must leave its artifacts, and may wait for review'),
      at('shared/actions/step-decide.test.ts', 'accepting makes a step DONE and frees'),
    ],
    'review: true on the step says so; no exit code of a program means it',
  ),
  row(
    'a step is tried as often as it says, and a failure ends what its group says',
    [
      at(RETRY, 'a step that fails is tried again in folders of its own'),
      at(RETRY, 'when the last try fails too'),
      at('shared/dag/normalize.test.ts', 'what depends on a failed member waits'),
      at('shared/dag/normalize.test.ts', 'a best_effort synth goes on'),
      at('agents/acceptance.test.ts', 'a failure keeps what waits for it from starting'),
    ],
    'siblings that run are never stopped by a failure beside them; people stop a group',
  ),
  row('a synth starts after all of its own candidates and reads of each, a program too', [
    at('bridge/scheduler/fusion.test.ts', 'two fusions side by side'),
    at('bridge/scheduler/fusion.test.ts', "the synth's prompt has each candidate's summary"),
  ]),
  row('what can not run now is not counted as ready, and says why', [
    at('property/dag.test.ts', 'the ready set is what the rule says'),
    at('shared/dag/frontier.test.ts', 'the reason why a step waits names each blocker'),
    at('seqctl/golden.test.ts', 'JSON and exit codes: %s'),
  ]),
]

const PROCESSES: readonly Case[] = [
  row('a stop from elsewhere ends the whole tree, and the status stays what it was', [
    at(CRASH, 'stop ends a running step with all its processes'),
    at(STOP, 'a stop ends a tree that ignores every request'),
    at('bridge/scheduler/stop-runs.test.ts', 'stopping everything starts nothing more'),
    at('agents/endings.test.ts', 'a stop is a stop though the agent then tells of success'),
  ]),
  row('a restart is another attempt, and one that can not start does not look as if it ran', [
    at('bridge/scheduler/restart.test.ts', 'a restart is another attempt of another run'),
  ]),
  row('of several processes under mprocs exactly the one that was meant is stopped', [
    at('bridge/mprocs/config.test.ts', 'the keys lead to any row from any row'),
    at(SESSION, 'of three that run only the one that was meant is stopped'),
    at('bridge/scheduler/stop-runs.test.ts', 'stopping a group leaves the other steps'),
  ]),
  row('a time that is over ends a tree that resists, and keeps what it had printed', [
    at(STOP, 'a timeout ends the tree and says so'),
  ]),
  row('after a kill of whatever ran a step, its end is found, its log kept, and it can run again', [
    at(CRASH, 'a bridge that is killed in the middle of a run'),
    at(CRASH, 'when mprocs is killed its attempts fail with session_lost'),
    at(STOP, 'a runner that is killed leaves nothing that a sweep does not end'),
    at('bridge/runner/log-file.test.ts', 'a log whose writer was killed is made whole'),
    at('seqctl/status-view.test.ts', 'a step whose runner has fallen silent'),
    at('bridge/scheduler/stop-runs.test.ts', 'waiting for a step waits for a run that could'),
  ]),
  row('much output fills no memory; its log is capped, says so, and can be read meanwhile', [
    at(SESSION, 'a step that prints 100 MB holds no other up'),
    at(STOP, 'a live attempt shows its heartbeat and what it has printed so far'),
    at(ATTEMPT, 'a log is kept under its cap'),
  ]),
  row('no character of a log is broken', [
    at(ATTEMPT, 'five megabytes of characters of all lengths'),
    at('bridge/runner/log-file.test.ts', 'the line about what is missing stands between whole'),
  ]),
  row(
    'the real agents take the arguments that they are started with',
    [at('bridge/agents/session.test.ts', 'the policy allows every command line that an adapter')],
    'the real programs themselves take part only in npm run test:agents',
  ),
  row('the keys that an agent needs reach it, and no other variable does', [
    at('bridge/runner/environment.test.ts', 'an agent gets the standard variables'),
    at(ATTEMPT, 'an agent sees the folder, the variables and the marker'),
  ]),
]

const GUARDED: readonly Case[] = [
  row('what needs a yes is not done without one, from any side', [
    CONFIRMED,
    at('bridge/safe-paths.test.ts', '%s: %s gives %s and changes nothing'),
  ]),
  row('the list of commands can not be talked round', [
    at('shared/policy/command.test.ts', 'every row that must be denied is denied'),
    at('property/policy-mutations.test.ts', 'in 10,000 changed questions none is let through'),
  ]),
  row('under a broken policy nothing is done, from any side', [
    at('bridge/local/load-policy.test.ts', 'under a broken policy things can be looked at'),
    at('bridge/refusals.test.ts', 'a no holds and is written also while nobody can read'),
    at('shared/policy/check-file.test.ts', '$id: $reason'),
    at('e2e/trust.spec.ts', 'a policy that can not be used is told'),
  ]),
  row('each change, denial and run is one entry, and none claims more than was done', [
    ONE_ENTRY,
    HUNDRED,
    at(HTTP, 'twenty changes that arrive at once'),
    at('bridge/refusals.test.ts', 'a no at the terminal is one entry'),
  ]),
  row('secrets are in no log, record, entry or file of an attempt, wherever output is cut', [
    at('seqctl/secrets.test.ts', 'a secret that a step prints, writes and fails with'),
    at(REDACT, 'at least 99 % of the secrets are covered'),
    at(REDACT, 'cut at any place, the result is the same'),
  ]),
]

const SHOWN_TO_PEOPLE: readonly Case[] = [
  row('a page of somebody else can neither read nor change anything', [
    at('e2e/hostile-page.spec.ts', 'a page of another origin can neither read nor change'),
    at('bridge/server/attacks.test.ts', '$id $reason'),
  ]),
  row('what is wrong over HTTP has a status and a code, and the next call works', [
    BAD_OVER_HTTP,
    at(HTTP, 'a route that is not there, a body that is wrong'),
    at(HTTP, 'what the policy denies is 403'),
  ]),
  row(
    'a run from the app is the run of the command line, and its failure can be read there',
    [
      at('e2e/main-job.spec.ts', 'the main job: open, run, watch live'),
      at('e2e/screens.spec.ts', 'stop, failure, denial and reset each say what happened'),
    ],
    'in a browser only programs are run, no agents; both go through the same scheduler',
  ),
  row(
    'a new machine comes to the demo with one command, and the demo is in order',
    [
      at('seqctl/demo.test.ts', 'the demo that npm start makes on a new machine'),
      at('e2e/main-job.spec.ts', 'the main job: open, run, watch live'),
    ],
    'that npm start first installs the packages and builds is tried by hand',
  ),
  row('in the app everything can be edited, read and undone, down to the file', [
    at('e2e/panels.spec.ts', 'a step is added, written a prompt for and removed'),
    at('e2e/panels.spec.ts', 'what real attempts changed and printed'),
    at('e2e/canvas.spec.ts', 'cards are moved to lanes and connected by hand'),
    at(UNDO, 'without a bridge an edit is undone to the byte'),
  ]),
  row(
    'every command of the documents exists as it is written there',
    [
      at('docs/commands.test.ts', '$document: $line'),
      at('docs/cli.test.ts', 'every example is understood'),
    ],
    'their words and flags are checked against the commands; they are not carried out',
  ),
]

/** What tools of this kind are known to get wrong, and where each is shown to be right here. */
export const CASES: readonly Case[] = [
  ...DURABLE,
  ...STRICT,
  ...PROMPTS,
  ...RUNNING,
  ...PROCESSES,
  ...GUARDED,
  ...SHOWN_TO_PEOPLE,
]
