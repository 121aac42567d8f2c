import type { z } from 'zod'
import { fail } from '../failure.ts'
import type { Result } from '../result.ts'
import type { Actor } from '../schema/audit-entry.ts'
import type { Evidence } from '../schema/gate.ts'
import type { Policy } from '../schema/policy.ts'
import type { PolicyMode } from '../schema/policy-mode.ts'
import type { RunScope } from '../schema/run.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { TrustState } from '../schema/trust.ts'
import type { Template } from '../templates/template.ts'

/** What an action may know besides the sequence. The engine has no clock of its own. */
export interface ActionContext {
  readonly actor: Actor
  /** A person's name for approvals, as git or the system knows it. */
  readonly actorName: string
  /** ISO 8601, UTC. */
  readonly now: string
  readonly policy: Policy
  /** What approving each gate would rest on, by the gate's id, as far as the caller knows. */
  readonly evidence?: Readonly<Record<string, Evidence>> | undefined
  /** The repository's own templates; they shadow the built-in ones of the same name. */
  readonly templates?: readonly Template[] | undefined
  /** The step that asks, when one does: what it adds is marked as spawned by it. */
  readonly spawner?: string | undefined
  /** What the repository asks for, as far as the caller knows. */
  readonly trust?: TrustState | undefined
}

/** An action before it is checked: its name and its parameters. */
export interface UncheckedAction {
  readonly action: string
  readonly [parameter: string]: unknown
}

/** A change of a prompt file that goes together with the change of the sequence. Paths are repo-relative. */
export type PromptChange =
  | {
      readonly kind: 'write'
      readonly path: string
      readonly text: string
      /** True for a text that must not replace a file that is there. */
      readonly ifMissing?: true
    }
  | { readonly kind: 'copy'; readonly from: string; readonly path: string }
  | { readonly kind: 'move'; readonly from: string; readonly path: string }
  | { readonly kind: 'remove'; readonly path: string }

/** Signals that a person may name when stopping; without one it is SIGTERM, a grace, SIGKILL. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const
export type StopSignal = (typeof STOP_SIGNALS)[number]

/** Something that only the Node side can do, after the commit. */
export type Effect =
  | {
      readonly effect: 'run'
      readonly scope: RunScope
      readonly targets: readonly string[]
      readonly dryRun: boolean
    }
  | { readonly effect: 'stop'; readonly stepId: string; readonly signal?: StopSignal }
  | {
      readonly effect: 'stopRuns'
      readonly stepIds: readonly string[]
      readonly groupId?: string
    }
  | { readonly effect: 'restart'; readonly stepId: string }
  | { readonly effect: 'worktree'; readonly verb: 'merge' | 'remove'; readonly stepId: string }
  | { readonly effect: 'sendKey'; readonly stepId: string; readonly key: string }
  | { readonly effect: 'policyMode'; readonly mode: PolicyMode }
  /** Exactly these files are trusted from now on: SHA-256 by path. */
  | { readonly effect: 'trust'; readonly files: Readonly<Record<string, string>> }

/** What an action makes of a sequence. */
export interface ActionOutcome {
  readonly sequence: Sequence
  readonly prompts?: readonly PromptChange[]
  readonly effects?: readonly Effect[]
  /** Sentences that people should read before they apply it, such as what else is reset. */
  readonly notes?: readonly string[]
  /** Further actions that belong to this one; they are checked and carried out right after it. */
  readonly expands?: readonly UncheckedAction[]
}

/**
 * What kind of verb an action is: `edit` changes the plan, `decision` is a person's word on a step or gate,
 * `run` starts work, `control` steers running work, `policy` changes what is allowed, `system` records what
 * the runtime saw and is open to nobody else.
 */
export type ActionKind = 'edit' | 'decision' | 'run' | 'control' | 'policy' | 'system'

/** One verb, once. CLI commands, bridge methods, MCP tools, chat tools and forms are all read off it. */
export interface ActionDefinition<
  Name extends string = string,
  Parameters extends z.ZodObject = z.ZodObject,
> {
  /** `noun.verb`; the command is `seqctl noun verb`. */
  readonly name: Name
  readonly kind: ActionKind
  /** A few words for menus. */
  readonly title: string
  /** One or two sentences for help texts and models. */
  readonly description: string
  /** All parameters; each field carries its own description. */
  readonly parameters: Parameters
  /** Names of the parameters that the command line takes by position; the last may be a list. */
  readonly positional: readonly (keyof z.infer<Parameters> & string)[]
  /** Parameters whose values no record keeps, as what somebody typed; of those only their length is told. */
  readonly unrecorded?: readonly (keyof z.infer<Parameters> & string)[]
  /** True when it loses something that people would miss. */
  readonly destructive: boolean
  /** True when undo brings everything back. */
  readonly reversible: boolean
  /** Applies the verb to a sequence; pure. */
  apply(
    sequence: Sequence,
    parameters: z.infer<Parameters>,
    context: ActionContext,
  ): Result<ActionOutcome>
  /** One line for people, as in "Add step build". */
  describe(parameters: z.infer<Parameters>): string
}

/** Declares an action; only there so that names and parameters keep their types. */
export function defineAction<const Name extends string, Parameters extends z.ZodObject>(
  definition: ActionDefinition<Name, Parameters>,
): ActionDefinition<Name, Parameters> {
  return definition
}

/** The failure for an id that no step has. */
export function stepNotFound(id: string): Result<never> {
  return fail('STEP_NOT_FOUND', `There is no step "${id}".`, { details: { id } })
}

/** The failure for an id that no gate has. */
export function gateNotFound(id: string): Result<never> {
  return fail('GATE_NOT_FOUND', `There is no gate "${id}".`, { details: { id } })
}
