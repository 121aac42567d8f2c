import { fail } from '../../shared/failure.ts'
import { sha256Hex } from '../../shared/hash.ts'
import { redactText } from '../../shared/policy/redact.ts'
import { ok, type Result } from '../../shared/result.ts'
import { promptPathOf } from '../../shared/schema/defaults.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import type { AttemptCommand, AttemptRecord } from '../../shared/schema/run.ts'
import type { Step } from '../../shared/schema/step.ts'
import type { McpServer } from '../agents/adapter.ts'
import { findAdapter } from '../agents/adapters.ts'
import { resultRequest } from '../agents/reports/structured.ts'
import { resumeWords, sessionToResume } from '../agents/session.ts'
import { checkCommand } from '../local/check-command.ts'
import { programCommand } from '../local/programs.ts'
import { readPrompt } from '../local/prompt-files.ts'
import { MARKER_VARIABLE, markerOf } from '../runner/marker.ts'
import type { AttemptPlace } from './attempt-store.ts'

/** Grace of an attempt whose model nobody knows: it is never run. */
const FALLBACK_GRACE_MS = 2000
/** Most bytes that each log of an attempt keeps. */
const MAX_LOG_BYTES = 100 * 1024 * 1024

/** Where and under which rules an attempt is to run. */
export interface PrepareContext {
  readonly root: string
  readonly policy: Policy
  /** True when a person confirmed the run. */
  readonly confirmed: boolean
  /** The folder that stands for the repository's root: its own, or that of the step's worktree; relative to it. */
  readonly base?: string
  /** What the prompt goes on with: the work of others that this step is to read. */
  readonly material?: string
  /** The step's attempt before this one. */
  readonly before?: AttemptRecord | undefined
}

/** Where a step works, relative to the repository's root. */
export function cwdOf(step: Step, base = '.'): string {
  const parts = [base, step.cwd ?? '.'].filter((part) => part !== '.')
  return parts.length === 0 ? '.' : parts.join('/')
}

function promptFor(root: string, step: Step): Result<string> {
  const path = promptPathOf(step)
  const prompt = readPrompt(root, path)
  if (!prompt.ok) return prompt
  if (prompt.value === null || prompt.value.trim() === '') {
    return fail('NOT_RUNNABLE', `The prompt of step "${step.id}" is missing: ${path}.`, {
      at: { file: path },
      hint: `Write the file, or run: seqctl prompt edit ${step.id}`,
    })
  }
  return ok(prompt.value)
}

/** What an agent reads: its prompt, the work of others that belongs to it, and the result that it must leave. */
function inputFor(step: Step, context: PrepareContext): Result<string> {
  const prompt = promptFor(context.root, step)
  if (!prompt.ok) return prompt
  const asked = step.outputs === undefined ? '' : resultRequest(step.outputs)
  const text = `${prompt.value}${context.material ?? ''}`
  // What goes to a model leaves the machine: a secret in a prompt stays here.
  return ok(`${redactText(text, { extra: context.policy.redact })}${asked}`)
}

/** The parts of a command that are the same whatever the step's program is. */
function commandBase(
  step: Step,
  place: AttemptPlace,
  context: PrepareContext,
): Omit<AttemptCommand, 'argv' | 'environment'> {
  return {
    ...place,
    model: step.model,
    root: context.root,
    cwd: cwdOf(step, context.base),
    workspace: step.workspace ?? 'shared',
    access: step.access ?? 'edit',
    timeoutMs: step.timeout_ms ?? context.policy.timeout_default_ms,
    graceMs: findAdapter(step.model)?.graceMs ?? FALLBACK_GRACE_MS,
    maxLogBytes: MAX_LOG_BYTES,
    artifacts: [...(step.artifacts ?? [])],
    ...(step.outputs === undefined ? {} : { outputs: step.outputs }),
    ...(step.budget === undefined ? {} : { budget: step.budget }),
    review: step.review ?? false,
    ...(step.orchestrator === true ? { orchestrator: true } : {}),
    confirmed: context.confirmed,
  }
}

/** The server that lets an orchestrator act on the plan. Agents that filter its environment get its identity here. */
function ownServer(place: AttemptPlace, root: string): McpServer {
  const [command = '', ...args] = programCommand('seqctl')
  const env = {
    THREADOS_RUN: place.runId,
    THREADOS_STEP: place.stepId,
    THREADOS_ATTEMPT: String(place.attempt),
    THREADOS_ACTOR: 'orchestrator',
    THREADOS_ROOT: root,
    [MARKER_VARIABLE]: markerOf(place),
  }
  return { name: 'seqctl', command, args: [...args, 'mcp'], env }
}

/** What command.json says of an attempt that could not be prepared: it is never run, only recorded. */
export function fallbackCommand(
  step: Step,
  place: AttemptPlace,
  context: PrepareContext,
): AttemptCommand {
  const argv = step.command ?? [step.model]
  return { ...commandBase(step, place, context), argv: [...argv], environment: [] }
}

/** Everything that a runner needs to know to carry out one attempt of a step. */
export function prepareAttempt(
  step: Step,
  place: AttemptPlace,
  context: PrepareContext,
): Result<AttemptCommand> {
  const adapter = findAdapter(step.model)
  if (!adapter) {
    return fail('NOT_RUNNABLE', `Step "${step.id}" has the unknown model "${step.model}".`, {
      hint: 'Use claude-code, codex, gemini or shell.',
    })
  }
  const input = adapter.takesPrompt ? inputFor(step, context) : ok(undefined)
  if (!input.ok) return input
  const stdin = input.value
  const promptSha256 = stdin === undefined ? undefined : sha256Hex(stdin)
  const base = commandBase(step, place, context)
  const resume = sessionToResume(context.before, { ...base, promptSha256 })
  const mcp = step.orchestrator === true ? ownServer(place, context.root) : undefined
  const argv = [...adapter.buildArgv({ step, resume: resume?.sessionId, mcp })]
  if (argv.length === 0) {
    return fail('NOT_RUNNABLE', `Step "${step.id}" is a shell step without a command.`, {
      hint: `seqctl step edit ${step.id} -- COMMAND ARGS…`,
    })
  }
  const command: AttemptCommand = {
    ...base,
    argv,
    ...(stdin === undefined ? {} : { stdin: resume ? resumeWords(stdin) : stdin, promptSha256 }),
    ...(resume ? { resume } : {}),
    ...(mcp ? { mcp: { ...mcp, args: [...mcp.args], env: { ...mcp.env } } } : {}),
    environment: [...adapter.environment, ...context.policy.env_allowlist],
  }
  const allowed = checkCommand(command, context.policy)
  return allowed.ok ? ok(command) : allowed
}
