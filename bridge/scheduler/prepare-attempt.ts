import { join } from 'node:path'
import { fail } from '../../shared/failure.ts'
import { sha256Hex } from '../../shared/hash.ts'
import { redactText } from '../../shared/policy/redact.ts'
import { ok, type Result } from '../../shared/result.ts'
import { type AgentAlias, BUILT_IN_AGENTS } from '../../shared/schema/agents.ts'
import { promptPathOf } from '../../shared/schema/defaults.ts'
import { AGENTS_PATH, DATA_FOLDER } from '../../shared/schema/paths.ts'
import type { Policy } from '../../shared/schema/policy.ts'
import type { AttemptCommand, AttemptRecord } from '../../shared/schema/run.ts'
import type { Step } from '../../shared/schema/step.ts'
import type { AgentAdapter, McpServer } from '../agents/adapter.ts'
import { adapterOf } from '../agents/alias.ts'
import { resultRequest } from '../agents/reports/structured.ts'
import { resumeWords, sessionToResume } from '../agents/session.ts'
import { checkCommand } from '../local/check-command.ts'
import { loadAgents } from '../local/load-agents.ts'
import { programCommand } from '../local/programs.ts'
import { readPrompt } from '../local/prompt-files.ts'
import { PROMPT_FILE } from '../runner/attempt-folder.ts'
import { MARKER_VARIABLE, markerOf } from '../runner/marker.ts'
import { type AttemptPlace, attemptFolderName } from './attempt-store.ts'

/** Grace of an attempt whose model nobody knows: it is never run. */
const FALLBACK_GRACE_MS = 2000
/** Most bytes of a prompt that is an argument: Linux takes no longer one. */
const MAX_PROMPT_ARGUMENT = 128 * 1024 - 1
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

/**
 * What an agent reads: its prompt, the work of others that belongs to it, and the result that it must leave. A
 * program reads no prompt, but what it is to work on it gets as its input all the same.
 */
function inputFor(
  step: Step,
  { takesPrompt }: AgentAdapter,
  context: PrepareContext,
): Result<string | undefined> {
  if (!takesPrompt) return ok(context.material?.trimStart() || undefined)
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
  alias?: AgentAlias,
): Omit<AttemptCommand, 'argv' | 'environment'> {
  return {
    ...place,
    model: step.model,
    ...(alias ? { alias } : {}),
    root: context.root,
    cwd: cwdOf(step, context.base),
    workspace: step.workspace ?? 'shared',
    access: step.access ?? 'edit',
    timeoutMs: step.timeout_ms ?? context.policy.timeout_default_ms,
    graceMs: adapterOf({ model: step.model, alias })?.graceMs ?? FALLBACK_GRACE_MS,
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

/** The agent of a step: one that ThreadOS knows, or one of agents.yaml. */
function agentOf(
  { id, model }: Step,
  root: string,
): Result<{ readonly adapter: AgentAdapter; readonly alias?: AgentAlias | undefined }> {
  const known = adapterOf({ model })
  if (known) return ok({ adapter: known })
  const aliases = loadAgents(root)
  if (!aliases.ok) return aliases
  const alias = Object.hasOwn(aliases.value, model) ? aliases.value[model] : undefined
  const adapter = alias && adapterOf({ model, alias })
  if (adapter) return ok({ adapter, alias })
  const names = [...BUILT_IN_AGENTS, ...Object.keys(aliases.value)]
  return fail('NOT_RUNNABLE', `Step "${id}" has the unknown model "${model}".`, {
    hint: `Use ${names.join(', ')} or shell, or add it to ${AGENTS_PATH}.`,
  })
}

/** Where the runner leaves an attempt's prompt. */
function promptFile(root: string, { runId, stepId, attempt }: AttemptPlace): string {
  return join(root, DATA_FOLDER, 'runs', runId, attemptFolderName(stepId, attempt), PROMPT_FILE)
}

/** What stands for the prompt on the command line, for a program that takes it there. */
function promptOnLine(
  { promptBy, program }: AgentAdapter,
  text: string | undefined,
  file: string,
): Result<string | undefined> {
  if (promptBy === 'file') return ok(file)
  if (promptBy !== 'arg' || text === undefined) return ok(undefined)
  if (Buffer.byteLength(text) <= MAX_PROMPT_ARGUMENT) return ok(text)
  return fail('NOT_RUNNABLE', `The prompt is too long to be an argument of ${program}.`, {
    hint: `Give it by prompt: stdin or prompt: file in ${AGENTS_PATH}.`,
  })
}

/** Keys can be typed only where nothing else is the input, and while the policy allows it. */
function takesKeys(
  { model }: AgentAdapter,
  { policy }: PrepareContext,
  stdin: string | undefined,
): boolean {
  return (
    model === 'shell' && stdin === undefined && policy.allow_send_key && policy.mode === 'POWER'
  )
}

/** Everything that a runner needs to know to carry out one attempt of a step. */
export function prepareAttempt(
  step: Step,
  place: AttemptPlace,
  context: PrepareContext,
): Result<AttemptCommand> {
  const found = agentOf(step, context.root)
  if (!found.ok) return found
  const { adapter, alias } = found.value
  const input = inputFor(step, adapter, context)
  if (!input.ok) return input
  const promptSha256 = input.value === undefined ? undefined : sha256Hex(input.value)
  const base = commandBase(step, place, context, alias)
  const resume = sessionToResume(context.before, { ...base, promptSha256 })
  const stdin = resume && input.value !== undefined ? resumeWords(input.value) : input.value
  const prompt = promptOnLine(adapter, stdin, promptFile(context.root, place))
  if (!prompt.ok) return prompt
  const mcp = step.orchestrator === true ? ownServer(place, context.root) : undefined
  const task = { step, resume: resume?.sessionId, mcp, prompt: prompt.value }
  const argv = [...adapter.buildArgv(task)]
  if (argv.length === 0) {
    return fail('NOT_RUNNABLE', `Step "${step.id}" is a shell step without a command.`, {
      hint: `seqctl step edit ${step.id} -- COMMAND ARGS…`,
    })
  }
  const command: AttemptCommand = {
    ...base,
    argv,
    ...(stdin === undefined ? {} : { stdin, promptSha256 }),
    ...(adapter.promptBy === undefined ? {} : { promptBy: adapter.promptBy }),
    ...(resume ? { resume } : {}),
    ...(mcp ? { mcp: { ...mcp, args: [...mcp.args], env: { ...mcp.env } } } : {}),
    ...(takesKeys(adapter, context, stdin) ? { input: true } : {}),
    environment: [...adapter.environment, ...context.policy.env_allowlist],
  }
  const allowed = checkCommand(command, context.policy)
  return allowed.ok ? ok(command) : allowed
}
