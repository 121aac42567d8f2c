import type { Sequence } from '../../shared/schema/sequence.ts'

/** A source of choices: the same seed makes the same text. */
export class Choices {
  #state: number

  constructor(seed: number) {
    this.#state = (seed ^ 0x9e3779b9) >>> 0
  }

  /** A number from 0 to below `bound` (Marsaglia's xorshift). */
  below(bound: number): number {
    let x = this.#state || 1
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#state = x >>> 0
    return this.#state % bound
  }

  /** True about once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0
  }

  pick<T>(options: readonly [T, ...T[]]): T {
    return options[this.below(options.length)] ?? options[0]
  }

  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items]
    for (let index = result.length - 1; index > 0; index -= 1) {
      const other = this.below(index + 1)
      const [a, b] = [result[index], result[other]]
      if (a !== undefined && b !== undefined) [result[index], result[other]] = [b, a]
    }
    return result
  }
}

type Data = Readonly<Record<string, unknown>>

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JSON with everything escaped that YAML does not allow as it is. */
function escapeUnprintable(text: string): string {
  return text.replace(
    /[\x7f-\u009f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const LISTS: ReadonlySet<string> = new Set(['steps', 'gates'])
const FIXED_MAPS: ReadonlySet<string> = new Set(['metadata', 'policy', 'retry', 'budget'])
const WORDS = /^(null|true|false|yes|no|on|off|y|n|~)$/i

/**
 * Writes a sequence the way many different people would: random indentation, quotes, comments, empty lines,
 * order of keys, brackets or lines, byte order mark, line ends. Independent of the printer under test.
 */
export class Formatter {
  readonly #choose: Choices
  readonly #comments: boolean
  /** 0: the list's dashes stand under the key itself. */
  readonly #listIndent: number
  readonly #dash: string
  /** Every comment gets a text of its own, so that a test can look for it. */
  #count = 0

  constructor(seed: number) {
    this.#choose = new Choices(seed)
    this.#comments = !this.#choose.once(4)
    this.#listIndent = this.#choose.pick([0, 2, 4])
    this.#dash = this.#choose.pick(['- ', '- ', '-   '])
  }

  write(sequence: Sequence): string {
    const kind = this.#choose.below(10)
    const data = this.#extended({ ...sequence })
    let text: string
    if (kind === 0) text = escapeUnprintable(JSON.stringify(data, null, this.#choose.pick([0, 2])))
    else if (kind === 1) text = this.#flow(data, 0)
    else text = this.#file(data)
    text = this.#choose.once(6) ? text : `${text}\n`
    if (this.#choose.once(5)) text = text.replaceAll('\n', '\r\n')
    return this.#choose.once(6) ? `\uFEFF${text}` : text
  }

  /** Adds keys of people's own where the schema fixes the keys, and leaves out what may be missing. */
  #extended(value: Data): Data {
    const result: Record<string, unknown> = {}
    for (const [key, field] of Object.entries(value)) {
      if (!this.#mayDrop(key, field)) result[key] = this.#extendedField(key, field)
    }
    if (this.#choose.once(6)) {
      const key = `x-${this.#choose.pick(['own', 'name', 'id'])}`
      result[key] = this.#choose.pick<unknown>([1, 'two', [3], { four: 5 }])
    }
    return result
  }

  #mayDrop(key: string, field: unknown): boolean {
    if (key === 'version') return this.#choose.once(4)
    const isEmptyList = LISTS.has(key) && Array.isArray(field) && field.length === 0
    return isEmptyList && this.#choose.once(2)
  }

  #extendedField(key: string, field: unknown): unknown {
    if (LISTS.has(key) && Array.isArray(field)) return field.map((node) => this.#extended(node))
    return FIXED_MAPS.has(key) && isData(field) ? this.#extended(field) : field
  }

  #note(): string {
    this.#count += 1
    return `# c${this.#count}${this.#choose.pick(['', " it's", ' "q" [', ' a: b', ' - x'])}`
  }

  /** Comment lines and empty lines at a column, or nothing. */
  #between(column: number): string {
    if (!this.#choose.once(4)) return ''
    const blank = this.#choose.once(2) ? '\n' : ''
    if (!this.#comments) return blank
    const note = `${' '.repeat(column)}${this.#note()}\n`
    return this.#choose.pick([
      blank,
      note,
      `${blank}${note}`,
      `${note}\n`,
      `\n${note}\n${note.replace(/# c\d+/, this.#note())}`,
    ])
  }

  #trailing(): string {
    if (this.#comments && this.#choose.once(6))
      return `${this.#choose.pick([' ', '   '])}${this.#note()}`
    return this.#choose.once(15) ? '  ' : ''
  }

  #file(data: Data): string {
    let text = this.#choose.once(8)
      ? `${this.#comments ? `${this.#note()}\n` : ''}---\n`
      : this.#between(0)
    for (const [key, value] of this.#choose.shuffled(Object.entries(data))) {
      text += this.#between(0)
      const isList =
        (key === 'steps' || key === 'gates') && Array.isArray(value) && value.length > 0
      text += isList ? this.#nodes(key, value) : `${this.#pair(key, value, 0)}\n`
    }
    text += this.#between(0)
    return text.replace(/\n$/, '') + (this.#choose.once(12) ? '\n...' : '')
  }

  #nodes(key: string, nodes: readonly unknown[]): string {
    if (this.#choose.once(8)) return `${key}: ${this.#flow(nodes, 2)}${this.#trailing()}\n`
    const column = this.#listIndent
    const spaced = this.#choose.once(2)
    let text = `${key}:${this.#trailing()}\n`
    for (const [index, node] of nodes.entries()) {
      if (spaced && index > 0) text += '\n'
      text += this.#between(this.#choose.pick([column, column, 0]))
      const pad = ' '.repeat(column)
      if (this.#choose.once(6))
        text += `${pad}- ${this.#flow(node, column + 2)}${this.#trailing()}\n`
      else text += `${pad}${this.#dash}${this.#map(node, column + this.#dash.length)}\n`
    }
    return text
  }

  /** A map in lines; the first line without indentation. */
  #map(value: unknown, column: number): string {
    if (!isData(value)) return this.#flow(value, column)
    const pad = ' '.repeat(column)
    const lines: string[] = []
    for (const [key, field] of this.#choose.once(3)
      ? this.#choose.shuffled(Object.entries(value))
      : Object.entries(value)) {
      const above = lines.length > 0 ? this.#between(this.#choose.pick([column, column, 0])) : ''
      lines.push(`${above}${lines.length > 0 ? pad : ''}${this.#pair(key, field, column)}`)
    }
    return (
      lines.join('\n') + (this.#comments && this.#choose.once(8) ? `\n${pad}${this.#note()}` : '')
    )
  }

  #key(key: string): string {
    if (/^[a-z][a-z0-9_-]*$/i.test(key) && !WORDS.test(key) && !this.#choose.once(20)) return key
    return JSON.stringify(key)
  }

  #pair(key: string, value: unknown, column: number): string {
    const name = `${this.#key(key)}:`
    const isBlock = typeof value === 'object' && value !== null && Object.keys(value).length > 0
    if (isBlock && this.#choose.once(2)) {
      const inner =
        column + (Array.isArray(value) ? this.#choose.pick([0, 2]) : this.#choose.pick([2, 4]))
      const body = Array.isArray(value) ? this.#list(value, inner) : this.#map(value, inner)
      return `${name}${this.#trailing()}\n${' '.repeat(inner)}${body}`
    }
    if (typeof value === 'string' && this.#isBlockText(value) && this.#choose.once(2)) {
      return `${name} ${this.#blockText(value, column + 2)}`
    }
    return `${name}${this.#choose.pick([' ', ' ', '   '])}${this.#value(value, column)}${this.#trailing()}`
  }

  #list(items: readonly unknown[], column: number): string {
    const pad = ' '.repeat(column)
    return items
      .map((item, index) => {
        const above = index > 0 ? `${this.#between(column)}${pad}` : ''
        const isBlock = isData(item) && Object.keys(item).length > 0 && this.#choose.once(2)
        return `${above}- ${isBlock ? this.#map(item, column + 2) : `${this.#value(item, column)}${this.#trailing()}`}`
      })
      .join('\n')
  }

  #isBlockText(text: string): boolean {
    return (
      /^[a-z]/i.test(text) &&
      text.includes('\n') &&
      !/[^\x20-\x7e\n]|[^\S\n]$|[^\S\n]\n|\n\n$/.test(text)
    )
  }

  #blockText(text: string, column: number): string {
    const lines = text.replace(/\n$/, '').split('\n')
    const body = lines.map((one) => (one === '' ? '' : ' '.repeat(column) + one)).join('\n')
    return `|${text.endsWith('\n') ? '' : '-'}\n${body}`
  }

  #value(value: unknown, column: number): string {
    return typeof value === 'object' && value !== null
      ? this.#flow(value, column)
      : this.#scalar(value, false)
  }

  #scalar(value: unknown, inFlow: boolean): string {
    if (typeof value !== 'string') return JSON.stringify(value)
    const isPlain =
      /^[a-z][a-z0-9 _./-]*$/i.test(value) && !WORDS.test(value) && !value.endsWith(' ')
    const style = this.#choose.below(6)
    if (isPlain && style < 4 && !(inFlow && value.includes(' -'))) return value
    if (style === 4 && /^[\x20-\x7e]*$/.test(value)) return `'${value.replaceAll("'", "''")}'`
    return escapeUnprintable(JSON.stringify(value))
  }

  #flow(value: unknown, column: number): string {
    const isList = Array.isArray(value)
    if (!isList && !isData(value)) return this.#scalar(value, true)
    const entries = isList
      ? value.map((item) => this.#flow(item, column + 2))
      : Object.entries(value).map(
          ([key, field]) => `${this.#key(key)}: ${this.#flow(field, column + 2)}`,
        )
    const [open, close] = isList ? ['[', ']'] : ['{', '}']
    if (entries.length === 0) return open + close
    if (this.#choose.once(8)) {
      const pad = ' '.repeat(column + 2)
      const last = entries.length - 1
      const lines = entries.map(
        (entry, index) =>
          `${pad}${entry}${index < last || this.#choose.once(4) ? ',' : ''}${this.#trailing()}`,
      )
      return `${open}\n${lines.join('\n')}\n${' '.repeat(column + 1)}${close}`
    }
    const padding = this.#choose.once(4) ? ' ' : ''
    return `${open}${padding}${entries.join(', ')}${padding}${close}`
  }
}
