import { z } from 'zod'
import type { ActionDefinition } from './define.ts'
import { attemptEnd, attemptStart } from './nouns/attempt.ts'
import { dependencyAdd, dependencyRemove } from './nouns/dependency.ts'
import { policyMode, promptWrite, sequenceEdit } from './nouns/document.ts'
import { fusionCreate } from './nouns/fusion.ts'
import { gateApprove, gateBlock, gateInsert, gateRemove, gateReopen } from './nouns/gate.ts'
import { groupDissolve, groupParallelize } from './nouns/group.ts'
import { runAll, runGroup, runRunnable, runStep } from './nouns/run.ts'
import { runStop } from './nouns/run-stop.ts'
import { templateApply } from './nouns/template.ts'
import { trustAccept, trustRevoke } from './nouns/trust.ts'
import { worktreeMerge, worktreeRemove } from './nouns/worktree.ts'
import { stepAdd } from './step/add.ts'
import { stepClone } from './step/clone.ts'
import { stepRestart, stepSendKey, stepStop } from './step/control.ts'
import { stepAccept, stepReject, stepReset } from './step/decide.ts'
import { stepEdit } from './step/edit.ts'
import { stepMove } from './step/move.ts'
import { stepRemove } from './step/remove.ts'

/** Every verb of the product (SPEC §6). An action exists everywhere by standing in this list. */
export const ACTIONS = [
  stepAdd,
  stepEdit,
  stepRemove,
  stepClone,
  stepMove,
  stepAccept,
  stepReject,
  stepReset,
  stepStop,
  stepRestart,
  stepSendKey,
  dependencyAdd,
  dependencyRemove,
  groupParallelize,
  groupDissolve,
  fusionCreate,
  gateInsert,
  gateApprove,
  gateBlock,
  gateRemove,
  templateApply,
  promptWrite,
  sequenceEdit,
  policyMode,
  trustAccept,
  trustRevoke,
  runStep,
  runGroup,
  runRunnable,
  runAll,
  runStop,
  worktreeMerge,
  worktreeRemove,
  attemptStart,
  attemptEnd,
  gateReopen,
] as const

type ActionOf<Definition> =
  Definition extends ActionDefinition<infer Name, infer Parameters>
    ? { readonly action: Name } & Readonly<z.infer<Parameters>>
    : never

/** A checked action: its name as `action`, and its parameters. */
export type Action = ActionOf<(typeof ACTIONS)[number]>

const BY_NAME: ReadonlyMap<string, ActionDefinition> = new Map(
  ACTIONS.map((definition: ActionDefinition) => [definition.name, definition]),
)

/** The definition of an action, or undefined for an unknown name. */
export function findAction(name: string): ActionDefinition | undefined {
  return BY_NAME.get(name)
}

/** The names of all actions, in the order of the list. */
export const ACTION_NAMES: readonly string[] = ACTIONS.map((definition) => definition.name)

/** The JSON Schema of an action's parameters, with their descriptions: for models, forms and help texts. */
export function parametersJsonSchema(definition: ActionDefinition): Record<string, unknown> {
  const { $schema: _schema, ...schema } = z.toJSONSchema(definition.parameters, { io: 'input' })
  return schema
}

/** The JSON Schema of any action that somebody other than ThreadOS itself may ask for. */
export function actionJsonSchema(): Record<string, unknown> {
  const open = ACTIONS.filter((definition) => definition.kind !== 'system')
  const alternatives = open.map((definition) => {
    const tagged = definition.parameters.extend({ action: z.literal(definition.name) })
    return z.toJSONSchema(tagged, { io: 'input' })
  })
  return { oneOf: alternatives.map(({ $schema: _schema, ...schema }) => schema) }
}
