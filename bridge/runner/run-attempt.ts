import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Failure, failureFrom } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import type {
  AttemptCommand,
  AttemptReason,
  AttemptRecord,
  SandboxReport,
} from '../../shared/schema/run.ts'
import { adapterOf } from '../agents/alias.ts'
import { sweepMarked } from '../local/processes.ts'
import { type AgentProcess, type AgentSpec, startAgent } from './agent/agent-process.ts'
import { agentEnvironment } from './agent/environment.ts'
import { agentFileOf, prepareAgent } from './agent/prepare-agent.ts'
import type { PreparedHome } from './agent/private-home.ts'
import { programVersion } from './agent/program-version.ts'
import { type OpenStepDoor, openStepDoor } from './agent/step-door.ts'
import { type AgentEnd, superviseAgent } from './agent/supervise.ts'
import { AgentWords } from './agent-words.ts'
import { decideEnding, type Ending } from './attempt-end.ts'
import {
  DIFF_FILE,
  PROMPT_FILE,
  RESULT_FILE,
  readCommand,
  STOP_FILE,
  SUMMARY_FILE,
} from './attempt-folder.ts'
import { AttemptPapers } from './attempt-papers.ts'
import { AttemptStatus, type StatusPatch } from './attempt-status.ts'
import { takeKeys } from './key-requests.ts'
import { markerOf } from './marker.ts'
import { Capture, type OutputCounts } from './output/capture.ts'
import { hideSecrets, plainRedactor, type RedactorMaker } from './output/redactor.ts'
import type { TerminalEcho } from './output/terminal-echo.ts'
import type { StopRequests } from './stop-requests.ts'
import { missingArtifacts } from './workspace/artifacts.ts'
import { findWorkingTree, type WorkingTree, writeDiffPatch } from './workspace/diff.ts'
import { watchResidue } from './workspace/residue.ts'

/** How often a live attempt shows that its runner lives, in milliseconds. */
const HEARTBEAT_MS = 2000
/** How often the stop file is looked for, in milliseconds. */
const STOP_LOOK_MS = 200
const SUMMARY_LINES = 40
const MESSAGE_LINES = 3
/** So many lines from the end a complaint is looked for: programs print how they are used after it. */
const COMPLAINT_LINES = 200
const COMPLAINT =
  /\b\w*(error|exception|fatal|panic)\b\s*:|^(unknown|unrecogni[sz]ed|unexpected|invalid) (option|argument|flag)/i
const MAX_MESSAGE_CHARACTERS = 400

/** What a runner is given from outside. */
export interface RunnerParts {
  /** Asks the policy again, here and now, whether the command may run. */
  readonly checkCommand: (command: AttemptCommand) => Result<void>
  /** Puts the agent into a sandbox, or says why it has none; without this part there is none. */
  readonly enterSandbox?: (
    command: AttemptCommand,
    agent: AgentSpec,
  ) => Result<{ readonly program: AgentSpec; readonly report: SandboxReport }>
  /** Makes ready the home of an agent that has one of its own; without this part it has the user's. */
  readonly prepareHome?: (
    command: AttemptCommand,
    environment: Readonly<Record<string, string>>,
  ) => Result<PreparedHome>
  readonly now: () => Date
  readonly stop: StopRequests
  readonly redactor?: RedactorMaker | undefined
  readonly echo?: TerminalEcho | undefined
}

/** One attempt from its claim to its last word. */
class Attempt {
  readonly #folder: string
  readonly #command: AttemptCommand
  readonly #parts: RunnerParts
  readonly #status: AttemptStatus
  readonly #environment: Record<string, string>
  readonly #capture: Capture
  readonly #papers: AttemptPapers
  readonly #words: AgentWords
  readonly #begun = performance.now()
  readonly #troubled: Promise<void>
  #trouble: Failure | undefined
  #overBudget: string | undefined
  #door: OpenStepDoor | undefined
  #tellTrouble: () => void = () => undefined

  constructor(folder: string, command: AttemptCommand, parts: RunnerParts, status: AttemptStatus) {
    this.#folder = folder
    this.#command = command
    this.#parts = parts
    this.#status = status
    this.#environment = {
      ...agentEnvironment(process.env, command, process.platform),
      ...adapterOf(command)?.settings,
    }
    this.#words = new AgentWords(command)
    this.#troubled = new Promise((resolve) => {
      this.#tellTrouble = resolve
    })
    const redactor = parts.redactor ?? plainRedactor
    const onTrouble = (failure: Failure) => this.#noteTrouble(failure)
    this.#papers = new AttemptPapers({ folder, redactor, now: parts.now, onTrouble })
    this.#capture = new Capture({
      folder,
      maxLogBytes: command.maxLogBytes,
      redactor,
      echo: parts.echo,
      onLine: this.#words.onLine,
      onErrorLine: this.#words.onErrorLine,
      onTrouble,
    })
  }

  /** Carries the attempt out. A failure means that its end could not be recorded. */
  async run(): Promise<Result<AttemptRecord>> {
    const { stepId, attempt, argv } = this.#command
    this.#parts.echo?.say(
      `ThreadOS: step ${stepId}, attempt ${attempt}: ${this.#papers.hide(argv.join(' '))}`,
    )
    const prepared = this.#prepare()
    if (!prepared.ok) return this.#refuse(prepared.failure)
    this.#papers.write(PROMPT_FILE, this.#command.stdin)
    this.#capture.open()
    const tree = await findWorkingTree(prepared.value.cwd, this.#environment)
    if (this.#isStopWanted()) this.#parts.stop.request('stopped')
    if (this.#trouble) return this.#refuse(this.#trouble)
    if (this.#parts.stop.reason !== undefined) {
      return this.#end({
        status: 'FAILED',
        reason: this.#parts.stop.reason,
        message: 'The attempt was stopped before it began.',
      })
    }
    const opened = await this.#openDoor(prepared.value)
    if (!opened.ok) return this.#refuse(opened.failure)
    const entered = this.#enter(opened.value)
    if (!entered.ok) return this.#refuse(entered.failure)
    const adapter = adapterOf(this.#command)
    const clearResidue = watchResidue(prepared.value.cwd, adapter?.residue ?? [])
    const agent = await startAgent(entered.value.program)
    if (!agent.ok) return this.#refuse(agent.failure)
    this.#capture.follow('stdout', agent.value.stdout)
    this.#capture.follow('stderr', agent.value.stderr)
    const { pid: agentPid, startedAt: agentStartedAt } = agent.value.identity
    const running = this.#status.write({
      status: 'RUNNING',
      agentPid,
      agentStartedAt,
      ...(entered.value.report ? { sandbox: entered.value.report } : {}),
      ...agentVersion(this.#command, prepared.value),
      ...(tree?.head === undefined ? {} : { headBefore: tree.head }),
    })
    if (!running.ok) this.#noteTrouble(running.failure)
    const timers = this.#startTimers(agent.value)
    const end = await superviseAgent({
      agent: agent.value,
      marker: markerOf(this.#command),
      timeoutMs: this.#command.timeoutMs,
      graceMs: this.#command.graceMs,
      stop: this.#parts.stop,
      trouble: this.#troubled,
    })
    for (const timer of timers) clearInterval(timer)
    // Keys that came too late are taken too: what was typed stays nowhere.
    if (this.#command.input === true) this.#typeKeys(agent.value)
    this.close()
    clearResidue()
    return this.#conclude(end, tree, prepared.value.cwd)
  }

  /** What is to be started, when the policy of this moment allows it. */
  #prepare(): Result<AgentSpec> {
    const reserved = this.#status.reserve()
    if (!reserved.ok) return reserved
    const allowed = this.#parts.checkCommand(this.#command)
    if (!allowed.ok) return allowed
    const home = this.#parts.prepareHome?.(this.#command, this.#environment)
    if (home && !home.ok) return home
    const { variables, folders = [] } = home?.value ?? {}
    const agent = prepareAgent(this.#command, { ...this.#environment, ...variables })
    return agent.ok ? ok({ ...agent.value, folders }) : agent
  }

  /** Puts the agent into its sandbox; where one holds it, it may be told so. */
  #enter(spec: AgentSpec): Result<{ program: AgentSpec; report?: SandboxReport }> {
    const entered = this.#parts.enterSandbox?.(this.#command, spec)
    if (!entered) return ok({ program: spec })
    if (!entered.ok) return entered
    const { program, report } = entered.value
    const isHeld = report.by === 'bwrap' || report.by === 'seatbelt'
    const isFull = this.#command.access === 'full'
    const inside = isHeld && isFull ? adapterOf(this.#command)?.insideSandbox : undefined
    return ok({
      program: { ...program, environment: { ...program.environment, ...inside } },
      report,
    })
  }

  /** The agent as it is to start: an orchestrator gets a door of its own to the plan. */
  async #openDoor(agent: AgentSpec): Promise<Result<AgentSpec>> {
    if (this.#command.orchestrator !== true) return ok(agent)
    const opened = await openStepDoor(this.#command)
    if (!opened.ok) return opened
    this.#door = opened.value
    const environment = { ...agent.environment, ...opened.value.environment }
    return ok({ ...agent, environment })
  }

  /** Makes void what the attempt alone could open. */
  close(): void {
    this.#door?.close()
  }

  #startTimers(agent: AgentProcess): NodeJS.Timeout[] {
    const beat = setInterval(() => {
      const beaten = this.#status.beat({ ...this.#counts(), ...this.#words.facts() })
      if (!beaten.ok) this.#noteTrouble(beaten.failure)
      this.#overBudget ??= this.#words.overBudget(performance.now() - this.#begun)
      if (this.#overBudget !== undefined) this.#parts.stop.request('budget')
    }, HEARTBEAT_MS)
    const look = setInterval(() => {
      if (this.#isStopWanted()) this.#parts.stop.request('stopped')
      if (this.#command.input === true) this.#typeKeys(agent)
    }, STOP_LOOK_MS)
    return [beat, look]
  }

  #typeKeys(agent: AgentProcess): void {
    try {
      for (const keys of takeKeys(this.#folder)) agent.type(keys)
    } catch (cause) {
      this.#papers.remark(`Keys could not be typed: ${String(cause)}`)
    }
  }

  #counts(): OutputCounts {
    const counts = this.#capture.counts()
    return { ...counts, redactions: counts.redactions + this.#papers.hidden }
  }

  #isStopWanted(): boolean {
    return existsSync(join(this.#folder, STOP_FILE))
  }

  #noteTrouble(failure: Failure): void {
    this.#trouble ??= failure
    this.#tellTrouble()
  }

  async #conclude(
    end: AgentEnd,
    tree: WorkingTree | undefined,
    cwd: string,
  ): Promise<Result<AttemptRecord>> {
    const truncated = await this.#capture.finish()
    const result = this.#words.result()
    this.#leaveWords(result)
    if (tree) {
      const diff = await writeDiffPatch(tree, this.#environment, join(this.#folder, DIFF_FILE))
      if (!diff.ok) this.#papers.remark(diff.failure.message)
      else this.#papers.redactPatch(DIFF_FILE)
    }
    const after = tree && (await findWorkingTree(cwd, this.#environment))
    const ending = this.#ending(end, result, tree)
    const { code, signal } = end.exit
    return this.#end({
      ...ending,
      ...this.#words.facts(),
      ...(code === null ? {} : { exitCode: code }),
      ...(signal === null ? {} : { signal }),
      ...(after?.head === undefined ? {} : { headAfter: after.head }),
      truncated,
    })
  }

  /** Leaves the agent's last message (or what it printed last) and its structured result. */
  #leaveWords(result: Result<unknown>): void {
    const printed = linesAsText(this.#capture.lastLines('stdout', SUMMARY_LINES))
    this.#papers.write(SUMMARY_FILE, this.#words.report?.finalText ?? printed)
    if (!result.ok || result.value === undefined) return
    this.#papers.write(RESULT_FILE, `${JSON.stringify(result.value, null, 2)}\n`)
  }

  #ending(end: AgentEnd, result: Result<unknown>, tree: WorkingTree | undefined): Ending {
    const command = this.#command
    const { report } = this.#words
    const lastWords = this.#lastWords()
    const nowMs = this.#parts.now().getTime()
    const hasFailed = report !== undefined && (report.outcome !== 'ok' || end.exit.code !== 0)
    return decideEnding({
      end,
      timeoutMs: command.timeoutMs,
      trouble: this.#trouble?.message,
      overBudget: this.#overBudget,
      lastWords,
      outcome: report?.outcome,
      agentTrouble: hasFailed ? this.#words.trouble(end.exit.code, lastWords, nowMs) : undefined,
      wrongResult: result.ok ? undefined : result.failure.message,
      missingArtifacts: missingArtifacts(tree?.root ?? command.root, command.artifacts),
      review: command.review,
    })
  }

  #lastWords(): string {
    const errors = this.#capture.lastLines('stderr', COMPLAINT_LINES)
    const lines = errors.length > 0 ? errors : this.#capture.lastLines('stdout', MESSAGE_LINES)
    return tellingLines(lines).join(' / ').slice(0, MAX_MESSAGE_CHARACTERS)
  }

  /** Ends an attempt whose agent never ran. */
  async #refuse(failure: Failure): Promise<Result<AttemptRecord>> {
    await this.#capture.finish()
    const hint = failure.hint === undefined ? '' : ` ${failure.hint}`
    return this.#end({
      status: 'FAILED',
      reason: reasonOf(failure),
      message: `${failure.message}${hint}`,
    })
  }

  #end(
    patch: StatusPatch & { readonly status: 'DONE' | 'NEEDS_REVIEW' | 'FAILED' },
  ): Result<AttemptRecord> {
    const { status } = patch
    const message = patch.message === undefined ? undefined : this.#papers.hide(patch.message)
    const ended = this.#status.end({
      ...patch,
      ...(message === undefined ? {} : { message }),
      ...this.#counts(),
    })
    this.#parts.echo?.say(`ThreadOS: ${status}${message === undefined ? '' : `: ${message}`}`)
    return ended
  }
}

function agentVersion(command: AttemptCommand, spec: AgentSpec): Pick<StatusPatch, 'agentVersion'> {
  const isAgent = adapterOf(command)?.takesPrompt === true
  const version = isAgent ? programVersion(agentFileOf(spec)) : undefined
  return version === undefined ? {} : { agentVersion: version }
}

/** The lines that say most about a failure: the last one that names an error, else the last ones with words. */
function tellingLines(lines: readonly string[]): readonly string[] {
  const named = lines.findLast((line) => COMPLAINT.test(line))
  if (named !== undefined) return [named.trim()]
  return lines.filter((line) => /\w/.test(line)).slice(-MESSAGE_LINES)
}

function reasonOf(failure: Failure): AttemptReason {
  if (failure.code === 'DENIED' || failure.code === 'INVALID_POLICY') return 'policy_denied'
  return failure.code === 'IO' ? 'io_error' : 'spawn_failed'
}

function linesAsText(lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : `${lines.join('\n')}\n`
}

/**
 * Carries out the attempt whose command.json lies in the folder, and leaves its record and artifacts there.
 * Gives undefined when the attempt has been taken by another runner, and a failure when nothing could be
 * recorded. No process of the attempt is left when it returns.
 */
export async function runAttempt(
  folder: string,
  parts: RunnerParts,
): Promise<Result<AttemptRecord | undefined>> {
  const command = readCommand(folder)
  if (!command.ok) return command
  const argv = command.value.argv.map(
    (word) => hideSecrets(parts.redactor ?? plainRedactor, word).text,
  )
  const status = AttemptStatus.claim(folder, { ...command.value, argv }, parts.now)
  if (!status.ok) return status
  if (!status.value) return ok(undefined)
  const attempt = new Attempt(folder, command.value, parts, status.value)
  try {
    return await attempt.run()
  } catch (cause) {
    // The last edge: whatever went wrong, nothing of the attempt lives on and its record says so.
    await sweepMarked(markerOf(command.value), { graceMs: 0 })
    const message = `The runner failed: ${failureFrom(cause).message}`
    return status.value.end({ status: 'FAILED', reason: 'io_error', message })
  } finally {
    attempt.close()
  }
}
