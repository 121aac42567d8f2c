import { NodeIdSchema } from '../../../../shared/schema/ids.ts'
import {
  MAX_DEPENDENCIES,
  StepStatusSchema,
  ThreadTypeSchema,
} from '../../../../shared/schema/step.ts'

/** A plan of fewer steps than this is checked by its schema alone. */
const LARGE = 500

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/
const MODEL = /^[a-z0-9]+([._-][a-z0-9]+)*$/
/** Text that holds neither marks nor controls. Other text may be fine as well; the schema says so. */
const LINE = /^[\p{L}\p{N}\p{P} ]*[\p{L}\p{N}\p{P}][\p{L}\p{N}\p{P} ]*$/u
const MAX_NAME = 200
const MAX_LABEL = 64
/** Ids as short as the names that are no ids, such as those of devices, are left to the schema. */
const SHORTEST = 5
const RESERVED = /^(constructor|prototype)$/

type Check = (value: unknown) => boolean

const isText = (value: unknown): value is string => typeof value === 'string'
const oneOf = (known: readonly string[]): Check => {
  const values = new Set(known)
  return (value) => isText(value) && values.has(value)
}
const isLine =
  (most: number): Check =>
  (value) =>
    isText(value) && value.length <= most && LINE.test(value)
const isId: Check = (value) =>
  isText(value) &&
  value.length <= MAX_LABEL &&
  ID.test(value) &&
  !RESERVED.test(value) &&
  (value.length >= SHORTEST || NodeIdSchema.safeParse(value).success)
const isIdList: Check = (value) =>
  Array.isArray(value) && value.length <= MAX_DEPENDENCIES && value.every(isId)

/** The fields that most steps of a large plan consist of. */
const CHECKS: Readonly<Record<string, Check>> = {
  id: isId,
  name: isLine(MAX_NAME),
  type: oneOf(ThreadTypeSchema.options),
  model: (value) => isText(value) && value.length <= MAX_LABEL && MODEL.test(value),
  depends_on: isIdList,
  after: isIdList,
  status: oneOf(StepStatusSchema.options),
  lane: isLine(MAX_LABEL),
  role: isLine(MAX_LABEL),
  group_id: isId,
}

/**
 * True only for what the step's schema accepts as well; false says nothing. Asking a schema about ten thousand
 * steps takes half a second where a page may not compile code, and these checks a fiftieth of that.
 */
export function isPlainStep(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  for (const [key, field] of Object.entries(value)) {
    const check = Object.hasOwn(CHECKS, key) ? CHECKS[key] : undefined
    if (!check?.(field)) return false
  }
  return 'id' in value && 'name' in value && 'type' in value && 'model' in value
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The sequence in an answer of the bridge: in the state that it is, or that it holds. */
function sequenceIn(answer: unknown): Record<string, unknown> | undefined {
  if (!isRecord(answer)) return undefined
  const state = isRecord(answer['state']) ? answer['state'] : answer
  return isRecord(state['sequence']) ? state['sequence'] : undefined
}

/**
 * Takes the plain steps out of a large plan in an answer, so that a schema has to check only the rest. The result
 * puts them back where they were, into what the schema made of that answer; undefined when nothing was taken out.
 */
export function setPlainStepsAside(answer: unknown): ((checked: unknown) => void) | undefined {
  const sequence = sequenceIn(answer)
  const all: unknown = sequence?.['steps']
  if (!(sequence && Array.isArray(all)) || all.length < LARGE) return undefined
  const isPlain = all.map(isPlainStep)
  sequence['steps'] = all.filter((_, at) => !isPlain[at])
  return (checked) => {
    const target = sequenceIn(checked)
    const others: unknown = target?.['steps']
    if (!(target && Array.isArray(others))) return
    let next = 0
    target['steps'] = all.map((step: unknown, at): unknown => (isPlain[at] ? step : others[next++]))
  }
}
