/** A step or a gate by its id. */
export interface NodeName {
  readonly id: string
  readonly kind: 'step' | 'gate'
}

/** A field whose value is another one. Undefined stands for an absent field. */
export interface FieldChange {
  readonly field: string
  readonly from: unknown
  readonly to: unknown
}

/** A node that stands elsewhere among those that are in both sequences; places count from 1. */
export interface MovedNode extends NodeName {
  readonly from: number
  readonly to: number
}

/** A node whose edges are others. */
export interface RewiredNode extends NodeName {
  readonly gained: readonly string[]
  readonly lost: readonly string[]
  readonly gainedSoft: readonly string[]
  readonly lostSoft: readonly string[]
}

/** What changed between two sequences, in words of the plan rather than of its file. */
export interface Difference {
  readonly added: readonly NodeName[]
  readonly removed: readonly NodeName[]
  readonly changed: readonly (NodeName & { readonly fields: readonly FieldChange[] })[]
  readonly moved: readonly MovedNode[]
  readonly rewired: readonly RewiredNode[]
  /** Fields of the sequence itself. */
  readonly head: readonly FieldChange[]
}
