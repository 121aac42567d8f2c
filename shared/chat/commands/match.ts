import type { Failure } from '../../failure.ts'
import type { Clause, Filled, Form, Part, Slot, SlotKind } from './form.ts'
import type { Known, NameKind } from './known.ts'
import type { SettingValues } from './settings.ts'
import { isWord, type Token } from './tokens.ts'

/** Where a sentence leaves a form, and what the form has there. */
export interface Miss {
  readonly at: number
  /** Words of the language, or what is to be filled in; of several words for the same only the first. */
  readonly expected: readonly string[]
  /** All words of the language that could stand there. */
  readonly words?: readonly string[] | undefined
  /** What else may help. */
  readonly advice?: string | undefined
  /** Why a name was not taken. */
  readonly why?: (() => Failure) | undefined
}

export type Matched = { readonly filled: Filled } | { readonly miss: Miss }

type Moved = { readonly next: number } | Miss

const SLOT_NAMES: Readonly<Record<SlotKind, string>> = {
  step: 'a step',
  gate: 'a gate',
  node: 'a step or gate',
  group: 'a group',
  new: 'a new id',
  word: 'a word',
  text: 'a text in quotes',
  command: 'a program and its arguments',
  settings: 'settings, as in workers=3',
}

const ARTICLES: ReadonlySet<string> = new Set(['a', 'an', 'the', 'its'])
const NOUNS: Readonly<Record<NameKind, ReadonlySet<string>>> = {
  step: new Set(['step', 'steps']),
  gate: new Set(['gate', 'gates']),
  node: new Set(['step', 'steps', 'gate', 'gates']),
  group: new Set(['group']),
}
const JOINTS: ReadonlySet<string> = new Set([',', 'and'])
/** Words that may stand before a clause. */
const FILLERS: ReadonlySet<string> = new Set([...JOINTS, 'with', 'using', 'in', 'as'])
/** Words that end a command that is not in quotes, since clauses like to follow it. */
const COMMAND_ENDS: ReadonlySet<string> = new Set(['after', 'before'])

function isNamed(kind: SlotKind): kind is NameKind {
  return Object.hasOwn(NOUNS, kind)
}

/** The words of a part, and whether it may be left out. */
export function wordsOf(part: string): {
  readonly words: ReadonlySet<string>
  readonly first: string
  readonly isOptional: boolean
} {
  const isOptional = part.endsWith('?')
  const words = (isOptional ? part.slice(0, -1) : part).split('|')
  return { words: new Set(words), first: words[0] ?? '', isOptional }
}

class Matcher implements Filled {
  readonly #form: Form
  readonly #tokens: readonly Token[]
  readonly #known: Known
  readonly #source: string
  readonly #values = new Map<string, Token[]>()
  readonly #settings = new Map<string, Map<string, string[]>>()
  /** True when the last thing that was filled in is a text of people without quotes. */
  #endsInText = false

  constructor(form: Form, source: string, tokens: readonly Token[], known: Known) {
    this.#form = form
    this.#source = source
    this.#tokens = tokens
    this.#known = known
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  text(name: string): string {
    return this.given(name) ?? ''
  }

  given(name: string): string | undefined {
    return this.#values.get(name)?.[0]?.text
  }

  list(name: string): readonly string[] {
    return [...new Set(this.#values.get(name)?.map((token) => token.text))]
  }

  isQuoted(name: string): boolean {
    return this.#values.get(name)?.[0]?.isQuoted === true
  }

  settings(name: string): SettingValues {
    return this.#settings.get(name) ?? new Map()
  }

  match(): Matched {
    const parts = this.#parts(this.#form.parts, 0)
    if ('at' in parts) return { miss: parts }
    const rest = this.#clauses(parts.next)
    return 'at' in rest ? { miss: rest } : { filled: this }
  }

  #parts(parts: readonly Part[], from: number): Moved {
    let at = from
    for (const part of parts) {
      const step = typeof part === 'string' ? this.#word(part, at) : this.#slot(part, at)
      if ('at' in step) return step
      at = step.next
    }
    return { next: at }
  }

  #word(part: string, at: number): Moved {
    const { words, first, isOptional } = wordsOf(part)
    const skipped =
      isWord(this.#tokens[at], ARTICLES) && isWord(this.#tokens[at + 1], words) ? 1 : 0
    if (isWord(this.#tokens[at + skipped], words)) return { next: at + skipped + 1 }
    return isOptional ? { next: at } : { at, expected: [first], words: [...words] }
  }

  #slot(slot: Slot, at: number): Moved {
    if (slot.slot === 'command') return this.#command(slot, at)
    if (slot.slot === 'settings') return this.#settingsFrom(slot, at)
    const found: Token[] = []
    let next = at
    for (;;) {
      const item = this.#item(slot, next)
      if ('at' in item) return item
      found.push(item.token)
      next = item.next
      const behind = slot.isList ? this.#behindJoint(next) : undefined
      if (behind === undefined) break
      next = behind
    }
    this.#values.set(slot.as, found)
    this.#endsInText = slot.slot === 'text' && found.at(-1)?.isQuoted === false
    return { next }
  }

  /** Where the next item of a list begins; undefined when the list ends here. */
  #behindJoint(at: number): number | undefined {
    let next = at
    while (isWord(this.#tokens[next], JOINTS)) next += 1
    return next > at && !this.#beginsClause(next) ? next : undefined
  }

  /** How many words say what kind of thing is named next, as in `the step`. */
  #nounAt(at: number, nouns: ReadonlySet<string>): number {
    const article = isWord(this.#tokens[at], ARTICLES) ? 1 : 0
    const follower = this.#tokens[at + article + 1]
    const isNoun = isWord(this.#tokens[at + article], nouns)
    return isNoun && follower !== undefined && !isWord(follower, JOINTS) ? article + 1 : 0
  }

  #item({ slot }: Slot, at: number): Miss | { readonly token: Token; readonly next: number } {
    const skipped = isNamed(slot) ? this.#nounAt(at, NOUNS[slot]) : 0
    const token = this.#tokens[at + skipped]
    const miss = { at: at + skipped, expected: [SLOT_NAMES[slot]] }
    if (token === undefined || isWord(token, JOINTS)) return miss
    const next = at + skipped + 1
    if (!isNamed(slot)) {
      const isId = slot === 'new' && !token.isQuoted
      return { token: isId ? { ...token, text: token.text.toLowerCase() } : token, next }
    }
    const id = this.#known.idOf(token, slot)
    if (id === undefined) return { ...miss, why: () => this.#known.whyNot(token, slot) }
    return { token: { ...token, text: id }, next }
  }

  /** All up to the next clause that often follows a command, as it was written. */
  #command(slot: Slot, at: number): Moved {
    const end = this.#tokens.findIndex((token, index) => index > at && isWord(token, COMMAND_ENDS))
    const taken = this.#tokens.slice(at, end === -1 ? undefined : end)
    const [first, last] = [taken[0], taken.at(-1)]
    if (!first || !last) return { at, expected: [SLOT_NAMES.command] }
    const text = this.#source.slice(first.start, last.end)
    this.#values.set(slot.as, [{ ...first, text, end: last.end }])
    return { next: at + taken.length }
  }

  #settingsFrom(slot: Slot, from: number): Moved {
    const settings = new Map<string, string[]>()
    let values: string[] | undefined
    let at = from
    for (; at < this.#tokens.length; at += 1) {
      const token = this.#tokens[at]
      if (!token || isWord(token, JOINTS)) continue
      const [, name, value] = /^([A-Za-z]\w*)=(.*)$/s.exec(token.text) ?? []
      if (name !== undefined && value !== undefined) {
        values = [value]
        settings.set(name, values)
      } else if (values && this.#tokens[at - 1]?.text === ',') values.push(token.text)
      else break
    }
    if (settings.size === 0) return { at, expected: [SLOT_NAMES.settings] }
    this.#settings.set(slot.as, settings)
    return { next: at }
  }

  #clauses(from: number): Moved {
    const open = new Set(this.#form.clauses)
    let at = from
    while (at < this.#tokens.length) {
      const found = this.#clauseAt(at, open)
      if (!found) return this.#noClause(at, open)
      open.delete(found.clause)
      const step = this.#parts(found.clause.parts, found.at)
      if ('at' in step) return step
      const word = this.#tokens[found.at]
      if (found.clause.flag !== undefined && word) this.#values.set(found.clause.flag, [word])
      at = step.next
    }
    return { next: at }
  }

  #noClause(from: number, open: ReadonlySet<Clause>): Miss {
    let at = from
    while (at < this.#tokens.length - 1 && isWord(this.#tokens[at], FILLERS)) at += 1
    const found = [...open].map(({ parts }) => wordsOf(parts[0]))
    return {
      at,
      expected: [...found.map(({ first }) => first), 'the end'],
      words: found.flatMap(({ words }) => [...words]),
      advice: this.#endsInText ? 'A text of several words stands in quotes.' : undefined,
    }
  }

  #clauseAt(
    from: number,
    open: Iterable<Clause>,
  ): { readonly clause: Clause; readonly at: number } | undefined {
    for (let at = from; at < this.#tokens.length; at += 1) {
      for (const clause of open) {
        const skipped = isWord(this.#tokens[at], ARTICLES) ? 1 : 0
        if (isWord(this.#tokens[at + skipped], wordsOf(clause.parts[0]).words)) {
          return { clause, at: at + skipped }
        }
      }
      if (!isWord(this.#tokens[at], FILLERS)) return undefined
    }
    return undefined
  }

  #beginsClause(at: number): boolean {
    return this.#clauseAt(at, this.#form.clauses ?? []) !== undefined
  }
}

/** Reads a sentence by one form. `source` is the whole text, in which the tokens have their places. */
export function matchForm(
  form: Form,
  source: string,
  tokens: readonly Token[],
  known: Known,
): Matched {
  return new Matcher(form, source, tokens, known).match()
}
