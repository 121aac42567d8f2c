import type { Difference, FieldChange, NodeName, RewiredNode } from './difference.ts'

const MAX_SHOWN = 60

function nodeName({ kind, id }: NodeName): string {
  return `${kind} ${id}`
}

/** A value as people read it: short, or only said to be there. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN - 1)}…` : line
}

function fieldSentence(subject: string, { field, from, to }: FieldChange): string {
  if (from === undefined) return `Sets ${field} of ${subject} to ${shown(to)}.`
  if (to === undefined) return `Clears ${field} of ${subject}, which was ${shown(from)}.`
  return `Changes ${field} of ${subject} from ${shown(from)} to ${shown(to)}.`
}

function edgeSentence(
  node: RewiredNode,
  verb: string,
  gained: readonly string[],
  lost: readonly string[],
): string[] {
  const now = gained.length > 0 ? [`${verb} ${gained.join(', ')}`] : []
  const before = lost.length > 0 ? [`no longer ${verb} ${lost.join(', ')}`] : []
  const parts = [...now, ...before]
  return parts.length > 0 ? [`Lets ${nodeName(node)} ${parts.join(' and ')}.`] : []
}

/** One sentence for each part of a difference. */
export function describeDifference(difference: Difference): string[] {
  const { added, removed, changed, moved, rewired, head } = difference
  return [
    ...head.map((change) => fieldSentence('the sequence', change)),
    ...removed.map((node) => `Removes ${nodeName(node)}.`),
    ...added.map((node) => `Adds ${nodeName(node)}.`),
    ...changed.flatMap((node) =>
      node.fields.map((change) => fieldSentence(nodeName(node), change)),
    ),
    ...rewired.flatMap((node) => [
      ...edgeSentence(node, 'wait for', node.gained, node.lost),
      ...edgeSentence(node, 'come after', node.gainedSoft, node.lostSoft),
    ]),
    ...moved.map((node) => `Moves ${nodeName(node)} from place ${node.from} to place ${node.to}.`),
  ]
}
