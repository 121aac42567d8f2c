import { isMap, isScalar, isSeq, type ParsedNode, Scalar, type YAMLMap, type YAMLSeq } from 'yaml'
import { RESERVED_NAMES } from '../../schema/ids.ts'
import type { Path } from './plain.ts'
import { positionAt } from './position.ts'
import type { Problem } from './problem.ts'
import type { Tree } from './tree.ts'

/** The plain value of a tree with all that is wrong with its keys and numbers. */
export interface ReadValue {
  readonly value: unknown
  readonly problems: readonly Problem[]
}

/** Most problems that are collected; a hostile file could have millions. */
const MAX_PROBLEMS = 200

class ValueReader {
  readonly problems: Problem[] = []
  readonly #path: (string | number)[] = []
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  read(node: ParsedNode | null): unknown {
    if (node === null) return null
    if (isMap(node)) return this.#map(node)
    if (isSeq(node)) return this.#list(node)
    return isScalar(node) ? this.#scalar(node) : null
  }

  #list(node: YAMLSeq.Parsed): unknown[] {
    return node.items.map((item, index) => this.#inside(index, item))
  }

  #inside(step: string | number, node: ParsedNode | null): unknown {
    this.#path.push(step)
    const value = this.read(node)
    this.#path.pop()
    return value
  }

  #scalar(node: Scalar.Parsed): unknown {
    const { value } = node
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.#add(node, {
        code: 'INVALID_SCHEMA',
        message: `${node.source} is not a number that ThreadOS can hold.`,
      })
    }
    return value
  }

  #map(node: YAMLMap.Parsed): Record<string, unknown> {
    const value: Record<string, unknown> = {}
    const seen = new Map<string, number>()
    for (const pair of node.items) {
      const key = this.#key(pair.key)
      if (key === undefined) continue
      const first = seen.get(key)
      if (first !== undefined) {
        this.#duplicate(key, first, pair.key)
        continue
      }
      seen.set(key, pair.key.range[0])
      value[key] = this.#inside(key, pair.value)
    }
    return value
  }

  /** The key as text, or undefined when a map must not have it. */
  #key(node: ParsedNode): string | undefined {
    if (!isScalar(node) || typeof node.value !== 'string' || node.value === '') {
      const what = isScalar(node) ? `${node.source || 'nothing'} is` : 'a list or map is'
      this.#add(node, {
        code: 'YAML_KEY',
        message: `A key must be a text, but ${what} used as one.`,
        hint: 'Put the key in quotes, or remove the entry.',
      })
      return undefined
    }
    if (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED) {
      const message = 'A key must stand on one line.'
      this.#add(node, { code: 'YAML_KEY', message })
      return undefined
    }
    const key = node.value
    if (key === '<<' && node.type === Scalar.PLAIN) {
      this.#add(node, {
        code: 'YAML_MERGE_KEY',
        message: 'The merge key << stands here; ThreadOS merges no maps.',
        hint: 'Write the merged keys out.',
      })
      return undefined
    }
    if (!RESERVED_NAMES.has(key)) return key
    const message = `The key "${key}" is reserved and must not be used.`
    this.#add(node, { code: 'RESERVED_KEY', message, details: { key } })
    return undefined
  }

  #duplicate(key: string, first: number, node: ParsedNode): void {
    if (this.problems.length >= MAX_PROBLEMS) return
    const earlier = positionAt(this.#text, first)
    this.#add(node, {
      code: 'DUPLICATE_KEY',
      message: `The key "${key}" is given twice; it already stands in line ${earlier.line}.`,
      hint: 'Keep one of the two.',
      details: { key, first: earlier, second: positionAt(this.#text, node.range[0]) },
    })
  }

  #add(node: ParsedNode, problem: Omit<Problem, 'offset' | 'path'>): void {
    if (this.problems.length >= MAX_PROBLEMS) return
    this.problems.push({ ...problem, offset: node.range[0], path: [...this.#path] })
  }
}

/**
 * The plain value of a tree. Keys must be texts, none may come twice in a map or be reserved; what breaks
 * that is left out of the value and told in `problems`.
 */
export function readValue(tree: Tree): ReadValue {
  const reader = new ValueReader(tree.text)
  const value = reader.read(tree.root)
  return { value, problems: reader.problems }
}

function childOf(node: ParsedNode, step: string | number): ParsedNode | null | undefined {
  if (isSeq(node)) return typeof step === 'number' ? node.items[step] : undefined
  if (!isMap(node)) return undefined
  const pair = node.items.find(({ key }) => isScalar(key) && key.value === String(step))
  return pair && (pair.value ?? pair.key)
}

/** The node at a path, or undefined where there is none. */
export function nodeAt(root: ParsedNode, path: Path): ParsedNode | undefined {
  let node: ParsedNode = root
  for (const step of path) {
    const next = childOf(node, step)
    if (!next) return undefined
    node = next
  }
  return node
}

/**
 * Offset that stands for a path: of a scalar or a list in brackets itself, of a map or list in lines its key.
 * Where the path leads nowhere, the nearest thing that exists.
 */
export function offsetAt(root: ParsedNode, path: Path): number {
  const node = nodeAt(root, path)
  if (!node) return offsetAt(root, path.slice(0, -1))
  const last = path.at(-1)
  const inLines = (isMap(node) || isSeq(node)) && !node.flow
  if (!inLines || typeof last !== 'string') return node.range[0]
  const parent = nodeAt(root, path.slice(0, -1))
  const pair =
    parent && isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && key.value === last)
      : undefined
  return pair ? pair.key.range[0] : node.range[0]
}

/** Offset of the key itself at a path that ends in one; as `offsetAt` where there is none. */
export function keyOffsetAt(root: ParsedNode, path: Path): number {
  const parent = nodeAt(root, path.slice(0, -1))
  const last = path.at(-1)
  const pair =
    parent && isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && key.value === last)
      : undefined
  return pair ? pair.key.range[0] : offsetAt(root, path)
}
