import { parametersOfFields } from '../actions/parameters.ts'
import { type GraphNode, isStep, nodeStatus } from '../schema/defaults.ts'
import { defaultPromptPath } from '../schema/paths.ts'
import { listWithin, shorten } from './shorten.ts'

/** Most characters of one field's value, and of a list of ids. */
const MOST_OF_A_VALUE = 300
const MOST_OF_A_LIST = 2000

/** Said otherwise, or of no use for a proposal. */
const NOT_LISTED: ReadonlySet<string> = new Set(['id', 'name', 'type', 'model', 'status'])

/** Lists of ids, which hold neither commas nor blanks. */
const ID_LISTS: ReadonlySet<string> = new Set(['dependsOn', 'after', 'fusionCandidates'])

const PLAIN_WORD = /^[a-z0-9]+(-[a-z0-9]+)*$/

function quoted(text: string): string {
  return JSON.stringify(shorten(text, MOST_OF_A_VALUE))
}

function valueText(name: string, value: unknown): string {
  if (typeof value === 'string') return PLAIN_WORD.test(value) ? value : quoted(value)
  if (!Array.isArray(value)) return shorten(JSON.stringify(value), MOST_OF_A_VALUE)
  const items = value.map((item) => String(item))
  if (ID_LISTS.has(name)) return listWithin(items, MOST_OF_A_LIST, ',')
  return `[${listWithin(items.map(quoted), MOST_OF_A_LIST, ',')}]`
}

function fieldsOf(node: GraphNode): [string, unknown][] {
  const fields = Object.entries(node).filter(([, value]) => value !== undefined)
  if (isStep(node)) return Object.entries(parametersOfFields(fields))
  const { depends_on: dependsOn, lane, note } = node
  return Object.entries({ dependsOn, lane, note }).filter(([, value]) => value !== undefined)
}

/**
 * A step or gate in one line, with its fields under the names that actions have for them, as in
 * `ship [base codex BLOCKED] dependsOn=build,test lane=release "Ship it"`.
 */
export function nodeLine(node: GraphNode): string {
  const kind = isStep(node) ? `${node.type} ${node.model}` : 'gate'
  const ownPrompt = defaultPromptPath(node.id)
  const fields = fieldsOf(node)
    .filter(([name, value]) => !NOT_LISTED.has(name) && value !== ownPrompt)
    .map(([name, value]) => `${name}=${valueText(name, value)}`)
  const name = node.name === node.id ? [] : [JSON.stringify(node.name)]
  return [`${node.id} [${kind} ${nodeStatus(node)}]`, ...fields, ...name].join(' ')
}
