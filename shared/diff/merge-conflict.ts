import type { Failure } from '../failure.ts'
import type { GraphNode } from '../schema/defaults.ts'

/** One of the two edited sequences of a merge. */
export type MergeSide = 'mine' | 'theirs'

/** Both sides gave one field another value, each its own. The merge has the base's value. */
export interface BothChanged {
  readonly kind: 'both-changed'
  /** The step or gate; null for a field of the sequence itself. */
  readonly id: string | null
  /** The field's name in the file, as in `model` or `metadata.description`; `kind` when a step became a gate. */
  readonly field: string
  /** Undefined stands for an absent field. */
  readonly base: unknown
  readonly mine: unknown
  readonly theirs: unknown
}

/** One side removed a node that the other changed. The merge keeps the changed node. */
export interface RemovedAndChanged {
  readonly kind: 'removed-and-changed'
  readonly id: string
  readonly removedBy: MergeSide
  readonly base: GraphNode
  readonly changed: GraphNode
}

/** Both sides added a node under one id, each its own. The merge has the one whose canonical JSON comes first. */
export interface AddedTwice {
  readonly kind: 'added-twice'
  readonly id: string
  readonly mine: GraphNode
  readonly theirs: GraphNode
}

/** Both sides put one node in different places. The merge has it where the base has it. */
export interface OrderConflict {
  readonly kind: 'order'
  readonly id: string
  /** What the node stands right behind; null for the first of its list, and for a base without the node. */
  readonly base: string | null
  readonly mine: string | null
  readonly theirs: string | null
}

/** The merge as a whole breaks a rule of the graph that neither side needs to have broken. */
export interface GraphConflict {
  readonly kind: 'graph'
  readonly failure: Failure
}

/** What a merge can't decide without a person. */
export type MergeConflict =
  | BothChanged
  | RemovedAndChanged
  | AddedTwice
  | OrderConflict
  | GraphConflict

/** One value three times: as it was, and as either side has it. */
export interface ThreeWay<T> {
  readonly base: T
  readonly mine: T
  readonly theirs: T
}
