import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'

/** The letters of the private keymap that are orders: the characters themselves are typed by other keys. */
export const ORDER_LETTERS = ['g', 'u', 'd', 'c', 's', 'q'] as const

/** A key that can be typed into a pane. */
export interface TypedKey {
  /** As mprocs spells it, and as people write it: `<Enter>`, `<a>`. */
  readonly name: string
  /** The key of the private keymap that types it, as mprocs spells it. */
  readonly bound: string
  /** What the hidden terminal is sent for that key. */
  readonly press: string
  /** What a person's terminal sends for it. */
  readonly bytes: string
}

/** Characters that mprocs spells by a name. */
const SPELLED: Readonly<Record<string, string>> = {
  '<': '<LT>',
  '>': '<GT>',
  ' ': '<Space>',
  '-': '<Minus>',
}

/** Keys that are no characters: their names, what terminals send for them, and the letter whose Ctrl key types them. */
const NAMED: readonly (readonly [name: string, bytes: string, letter: string])[] = [
  ['<C-c>', '\u0003', 'k'],
  ['<C-d>', '\u0004', 'l'],
  ['<Esc>', '\u001b', 'n'],
  ['<Up>', '\u001b[A', 'o'],
  ['<Down>', '\u001b[B', 'p'],
  ['<Right>', '\u001b[C', 'e'],
  ['<Left>', '\u001b[D', 'f'],
]

/** What a terminal sends for a letter with Ctrl. */
function controlByte(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) & 31)
}

function characterKey(character: string): TypedKey {
  const name = SPELLED[character] ?? `<${character}>`
  const isOrder = ORDER_LETTERS.some((letter) => letter === character)
  return isOrder
    ? { name, bound: `<C-${character}>`, press: controlByte(character), bytes: character }
    : { name, bound: name, press: character, bytes: character }
}

function plainKey(name: string, bytes: string): TypedKey {
  return { name, bound: name, press: bytes, bytes }
}

/** Every key that can be typed. */
export const TYPED_KEYS: readonly TypedKey[] = [
  ...Array.from({ length: 95 }, (_, n) => characterKey(String.fromCharCode(32 + n))),
  plainKey('<Enter>', '\r'),
  plainKey('<Tab>', '\t'),
  plainKey('<BS>', '\u007f'),
  ...NAMED.map(([name, bytes, letter]) => ({
    name,
    bound: `<C-${letter}>`,
    press: controlByte(letter),
    bytes,
  })),
]

const BY_NAME = new Map(TYPED_KEYS.map((key) => [key.name, key]))
const BY_BYTES = new Map(TYPED_KEYS.map((key) => [key.bytes, key]))
/** A key by its name, or one character. */
const KEY = /<(?:C-[a-z]|[A-Z][A-Za-z0-9]*)>|./gsu
/** Reads what is to be typed, as `y<Enter>`: names in angle brackets, everything else as it stands. */
export function parseTypedKeys(text: string): Result<TypedKey[]> {
  const keys: TypedKey[] = []
  for (const [part] of text.matchAll(KEY)) {
    const key = BY_NAME.get(part) ?? BY_BYTES.get(part)
    if (!key) {
      const names = [...NAMED.map(([name]) => name), '<Enter>', '<Tab>', '<BS>', '<LT>', '<GT>']
      return fail('INVALID_PARAMETERS', `${JSON.stringify(part)} can't be typed into a pane.`, {
        hint: `Characters of ASCII and these keys can: ${names.join(' ')}`,
      })
    }
    keys.push(key)
  }
  return ok(keys)
}
