import {
  collect,
  type DiskState,
  FileNode,
  type FolderNode,
  type MemoryDisk,
  type Node,
} from './memory-disk.ts'

/** Something that a power cut may leave in one of several ways: a name in a folder, or the bytes of a file. */
interface Choice {
  readonly count: number
  readonly take: (option: number) => void
}

/** Whole numbers from 0 to below `count`, the same in every run. */
export type Random = (count: number) => number

/** A small generator of numbers (mulberry32) from a seed. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return (count) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * count) >>> 0
  }
}

function optionsOf(folder: FolderNode): Map<string, (Node | undefined)[]> {
  const options = new Map<string, (Node | undefined)[]>()
  for (const { name, node } of folder.pending) {
    const known = options.get(name) ?? [folder.durable.get(name)]
    if (!known.includes(node)) known.push(node)
    options.set(name, known)
  }
  return options
}

/** All nodes that may be there after a power cut. */
function reachable(root: FolderNode): Set<Node> {
  const nodes = new Set<Node>([root])
  for (const node of nodes) {
    if (node instanceof FileNode) continue
    for (const inner of node.durable.values()) nodes.add(inner)
    for (const { node: inner } of node.pending) if (inner) nodes.add(inner)
  }
  return nodes
}

/**
 * The states that a power cut at this moment may leave: every mixture of what was not synced, each name and each
 * file by itself. Where there are more than `limit`, the corners (all lost, all kept, one lost, one kept) and
 * random ones.
 */
export function* statesAfterPowerLoss(
  disk: MemoryDisk,
  limit: number,
  random: Random,
): Generator<DiskState> {
  const names = new Map<FolderNode, Map<string, Node>>()
  const bytes = new Map<FileNode, Buffer>()
  const choices: Choice[] = []
  for (const node of reachable(disk.root)) {
    if (node instanceof FileNode) {
      const options = [node.durable, ...node.pending]
      bytes.set(node, node.durable)
      if (options.length === 1) continue
      choices.push({
        count: options.length,
        take: (option) => bytes.set(node, options[option] as Buffer),
      })
      continue
    }
    const kept = new Map(node.durable)
    names.set(node, kept)
    for (const [name, options] of optionsOf(node)) {
      if (options.length === 1) continue
      const take = (option: number) => {
        const chosen = options[option]
        if (chosen) kept.set(name, chosen)
        else kept.delete(name)
      }
      choices.push({ count: options.length, take })
    }
  }
  for (const picks of combinations(choices, limit, random)) {
    for (const [index, choice] of choices.entries()) choice.take(picks[index] ?? 0)
    const state = new Map<string, Buffer | null>()
    collect(
      disk.root,
      '',
      state,
      (folder) => names.get(folder) ?? folder.durable,
      (file) => bytes.get(file) ?? file.durable,
    )
    yield state
  }
}

function* combinations(
  choices: readonly Choice[],
  limit: number,
  random: Random,
): Generator<number[]> {
  const total = choices.reduce((product, { count }) => product * count, 1)
  if (total <= limit) {
    for (let index = 0; index < total; index += 1) {
      let rest = index
      yield choices.map(({ count }) => {
        const pick = rest % count
        rest = Math.floor(rest / count)
        return pick
      })
    }
    return
  }
  const lost = choices.map(() => 0)
  const kept = choices.map(({ count }) => count - 1)
  yield lost
  yield kept
  for (const index of choices.keys()) {
    yield lost.with(index, kept[index] ?? 0)
    yield kept.with(index, 0)
  }
  for (let more = 2 + 2 * choices.length; more < limit; more += 1) {
    yield choices.map(({ count }) => random(count))
  }
}
