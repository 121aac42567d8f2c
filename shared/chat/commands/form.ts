import type { RawAction } from '../../protocol/methods.ts'
import type { Result } from '../../result.ts'
import type { Known, NameKind } from './known.ts'
import type { SettingValues } from './settings.ts'

/**
 * What may stand at a place: a name that is known, a new id, one word or quoted text, the rest of the sentence as a
 * command, or settings as in workers=3.
 */
export type SlotKind = NameKind | 'new' | 'word' | 'text' | 'command' | 'settings'

/** A place that the person fills in. */
export interface Slot {
  readonly as: string
  readonly slot: SlotKind
  /** True where several may stand, parted by commas or and. */
  readonly isList?: true
}

/** Words of which one must stand here, as in `remove|delete`; with a ? behind them they may be left out. */
export type Part = string | Slot

/** A part that may stand at the end, in any order with others: its first word says which it is. */
export interface Clause {
  readonly parts: readonly [string, ...Part[]]
  /** Set to true for a clause without a place to fill in. */
  readonly flag?: string
}

/** What was filled in. */
export interface Filled {
  has(name: string): boolean
  /** The only or the first text. */
  text(name: string): string
  /** The text, or undefined where nothing was said. */
  given(name: string): string | undefined
  list(name: string): readonly string[]
  isQuoted(name: string): boolean
  settings(name: string): SettingValues
}

/** An example with what it does, as people read it. */
export interface CommandExample {
  readonly text: string
  readonly about: string
}

/** A form that sentences have, and what they mean. */
export interface Form {
  /** The one action that comes of it; not said where that depends on what is filled in. */
  readonly action?: string
  readonly parts: readonly Part[]
  readonly clauses?: readonly Clause[]
  readonly examples: readonly [CommandExample, ...CommandExample[]]
  build(filled: Filled, known: Known): Result<readonly RawAction[]>
}
