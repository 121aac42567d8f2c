/** Finds many fixed words in one pass, whatever their letter case (Aho and Corasick, 1975). */
export interface AnchorMachine {
  /**
   * Calls `hit` at every occurrence that begins in [from, to), in the order of the ends. `hit` gets the word's
   * number and where it begins, and gives where to go on: a place behind the word skips what lies between.
   */
  scan(text: string, from: number, to: number, hit: AnchorHit): void
}

/** Told of an occurrence; answers with the place to go on from, or -1 to go on behind the occurrence. */
export type AnchorHit = (word: number, at: number) => number

interface Node {
  readonly next: Map<number, number>
  readonly words: number[]
  fail: number
}

function folded(word: string): number[] {
  return [...word.toLowerCase()].map((character) => character.charCodeAt(0))
}

function buildTree(words: readonly string[]): Node[] {
  const nodes: Node[] = [{ next: new Map(), words: [], fail: 0 }]
  for (const [number, word] of words.entries()) {
    let at = 0
    for (const code of folded(word)) {
      const known = nodes[at]?.next.get(code)
      if (known === undefined) {
        nodes[at]?.next.set(code, nodes.length)
        nodes.push({ next: new Map(), words: [], fail: 0 })
      }
      at = known ?? nodes.length - 1
    }
    nodes[at]?.words.push(number)
  }
  return nodes
}

/** One class a letter (both cases), one for every other character that occurs in a word, 0 for the rest. */
function buildClasses(words: readonly string[]): { classes: Uint8Array; count: number } {
  const classes = new Uint8Array(128)
  let count = 1
  for (const code of words.flatMap(folded)) {
    if (classes[code] !== 0) continue
    classes[code] = count
    const upper = String.fromCharCode(code).toUpperCase().charCodeAt(0)
    classes[upper] = count
    count += 1
  }
  return { classes, count }
}

interface Growing {
  readonly nodes: readonly Node[]
  readonly table: Uint16Array
  readonly classes: Uint8Array
  readonly width: number
}

/** Enters the children of a node whose own row stands; each fails to where its last letter leads from there. */
function enterChildren(at: number, { nodes, table, classes, width }: Growing): number[] {
  const children = nodes[at]?.next ?? new Map<number, number>()
  for (const [code, next] of children) {
    const cell = at * width + (classes[code] ?? 0)
    const child = nodes[next]
    if (child) child.fail = at === 0 ? 0 : (table[cell] ?? 0)
    table[cell] = next
  }
  return [...children.values()]
}

/** Fills the table breadth first, so that the row of the longest proper suffix is always there already. */
function buildTable(nodes: readonly Node[], classes: Uint8Array, width: number): Uint16Array {
  const table = new Uint16Array(nodes.length * width)
  const growing = { nodes, table, classes, width }
  const queue = enterChildren(0, growing)
  for (let head = 0; head < queue.length; head += 1) {
    const at = queue[head] ?? 0
    const node = nodes[at]
    if (!node) continue
    table.copyWithin(at * width, node.fail * width, (node.fail + 1) * width)
    node.words.push(...(nodes[node.fail]?.words ?? []))
    queue.push(...enterChildren(at, growing))
  }
  return table
}

/** Builds the machine for a list of ASCII words. */
export function buildAnchorMachine(words: readonly string[]): AnchorMachine {
  const { classes, count: width } = buildClasses(words)
  const nodes = buildTree(words)
  const table = buildTable(nodes, classes, width)
  const found = nodes.map((node) => node.words)
  const isEnd = new Uint8Array(found.map((list) => (list.length > 0 ? 1 : 0)))
  const lengths = words.map((word) => word.length)
  const longest = Math.max(0, ...lengths)

  const answers = (
    state: number,
    end: number,
    range: readonly [number, number],
    hit: AnchorHit,
  ) => {
    let next = -1
    for (const word of found[state] ?? []) {
      const at = end - (lengths[word] ?? 0)
      if (at >= range[0] && at < range[1]) next = Math.max(next, hit(word, at))
    }
    return next
  }

  return {
    scan(text, from, to, hit) {
      const end = Math.min(text.length, to + longest - 1)
      let start = from
      let state = 0
      for (let index = from; index < end; index += 1) {
        const code = text.charCodeAt(index)
        state = code < 128 ? (table[state * width + (classes[code] ?? 0)] ?? 0) : 0
        if (isEnd[state] === 0) continue
        const next = answers(state, index + 1, [start, to], hit)
        if (next <= index + 1) continue
        start = next
        index = next - 1
        state = 0
      }
    },
  }
}
