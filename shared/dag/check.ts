import type { Failure } from '../failure.ts'
import { ok, type Result } from '../result.ts'
import { isStep } from '../schema/defaults.ts'
import type { Sequence } from '../schema/sequence.ts'
import { dependencyCycle, ownCandidate, referenceCycle } from './check-cycles.ts'
import {
  duplicateId,
  type PlacedNode,
  pathIn,
  placedNodes,
  wrongReference,
} from './check-references.ts'

/** The failure for a command without the model shell, or the model without a command, or undefined. */
export function wrongCommand(nodes: readonly PlacedNode[]): Failure | undefined {
  for (const here of nodes) {
    const { node } = here
    if (!isStep(node) || (node.model === 'shell') === (node.command !== undefined)) continue
    return node.command
      ? {
          code: 'INVALID_SCHEMA',
          message: `Step ${node.id} has a command, but its model is ${node.model}.`,
          at: { path: pathIn(here, 'command') },
          hint: 'Only the model shell takes a command: remove the command or set the model to shell.',
          details: { id: node.id },
        }
      : {
          code: 'INVALID_SCHEMA',
          message: `Step ${node.id} has the model shell but no command.`,
          at: { path: pathIn(here, 'model') },
          hint: 'Give it a command as a list of arguments, or set another model.',
          details: { id: node.id },
        }
  }
  return undefined
}

/**
 * Everything about a sequence that no single field shows (SPEC §5): commands with the model shell and only
 * there, ids used once, references that lead somewhere, no edge twice, no cycle. Reports the first trouble in
 * that order, with its place in the data. O(V+E) for a sequence that is in order.
 */
export function checkGraph(sequence: Sequence): Result<Sequence> {
  const nodes = placedNodes(sequence)
  const failure =
    wrongCommand(nodes) ??
    duplicateId(nodes) ??
    wrongReference(nodes) ??
    ownCandidate(nodes) ??
    referenceCycle(sequence) ??
    dependencyCycle(sequence, nodes)
  return failure ? { ok: false, failure } : ok(sequence)
}
