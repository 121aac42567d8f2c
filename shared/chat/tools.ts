import type { ActionDefinition } from '../actions/define.ts'
import { ACTIONS, parametersJsonSchema } from '../actions/registry.ts'
import { orchestratorMayAsk } from '../policy/evaluate.ts'
import type { RawAction } from '../protocol/methods.ts'
import type { Policy } from '../schema/policy.ts'

/** A tool as the Messages API takes it. */
export interface ChatTool {
  readonly name: string
  readonly description: string
  readonly input_schema: { readonly type: 'object'; readonly [key: string]: unknown }
}

/** What a model may ever propose: never what ThreadOS records itself, nor what is allowed or trusted. */
const PROPOSABLE: readonly ActionDefinition[] = ACTIONS.filter(
  ({ kind }) => kind !== 'system' && kind !== 'policy',
)

/** The tool of an action: names of tools have no dots. */
function toolName(action: string): string {
  return action.replaceAll('.', '_')
}

const ACTION_OF_TOOL: ReadonlyMap<string, string> = new Map(
  PROPOSABLE.map(({ name }) => [toolName(name), name]),
)

function descriptionOf({ kind, description, destructive }: ActionDefinition): string {
  const isDecision =
    kind === 'decision' ? " A person's decision: propose it only when asked to." : ''
  return `${description}${destructive ? ' Destructive: say why.' : ''}${isDecision}`
}

/** One tool for each action that the policy lets an orchestrator ask for, in the order of the actions. */
export function chatTools(policy: Policy): readonly ChatTool[] {
  return PROPOSABLE.filter((definition) => orchestratorMayAsk(definition, policy)).map(
    (definition) => ({
      name: toolName(definition.name),
      description: descriptionOf(definition),
      input_schema: { ...parametersJsonSchema(definition), type: 'object' },
    }),
  )
}

/**
 * A tool call as the action that it asks for; undefined for a name that no tool has. The action is not checked:
 * whoever proposes it does that, and an input that isn't an object is refused there by its name.
 */
export function actionOfTool(name: string, input: unknown): RawAction | undefined {
  const action = ACTION_OF_TOOL.get(name)
  if (action === undefined) return undefined
  const isPlain = input !== null && typeof input === 'object' && !Array.isArray(input)
  return { ...(isPlain ? input : { input }), action }
}
