import { z } from 'zod'
import { RawActionSchema } from '../../../../shared/protocol/methods.ts'
import type { ChatEntry } from './chat.ts'
import { NO_TOKENS, type TokenCount } from './model-client.ts'

/** A conversation as this device keeps it. */
export interface Kept {
  readonly entries: readonly ChatEntry[]
  readonly tokens: TokenCount
}

const VERSION = 1
const MOST_ENTRIES = 200
const MOST_CHARACTERS = 256 * 1024

export const NOTHING_KEPT: Kept = { entries: [], tokens: NO_TOKENS }

const base = { id: z.string(), turn: z.string() }

const SaidSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
  z.object({ type: z.literal('redacted_thinking'), data: z.string() }),
  z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.unknown() }),
])

const TroubleKindSchema = z.enum([
  'setup',
  'connection',
  'timeout',
  'request',
  'key',
  'forbidden',
  'model',
  'too-large',
  'rate',
  'overloaded',
  'server',
])

const EntrySchema = z.discriminatedUnion('kind', [
  z.object({
    ...base,
    kind: z.literal('user'),
    text: z.string(),
    attachments: z.array(z.string()),
  }),
  z.object({
    ...base,
    kind: z.literal('assistant'),
    text: z.string(),
    isStreaming: z.literal(false),
    note: z.string().optional(),
    said: z.array(SaidSchema),
  }),
  z.object({
    ...base,
    kind: z.literal('refused'),
    round: z.int(),
    rounds: z.int(),
    code: z.string(),
    reason: z.string(),
    hint: z.string().optional(),
    isFinal: z.boolean(),
  }),
  z.object({
    ...base,
    kind: z.literal('proposal'),
    title: z.string(),
    actions: z.array(RawActionSchema),
    state: z.enum(['pending', 'applying', 'applied', 'discarded', 'superseded']),
    note: z.string().optional(),
    revision: z.string().optional(),
  }),
  z.object({
    ...base,
    kind: z.literal('trouble'),
    trouble: z.object({ kind: TroubleKindSchema, sentence: z.string(), wayOut: z.string() }),
  }),
])

const CountSchema = z.number().min(0)
const KeptSchema = z.object({
  version: z.literal(VERSION),
  entries: z.array(EntrySchema),
  tokens: z.object({
    input: CountSchema,
    output: CountSchema,
    cacheRead: CountSchema,
    cacheWrite: CountSchema,
  }),
})

/** A card whose page was closed while it was applied: the plan itself tells whether it was. */
function reopened(entry: ChatEntry): ChatEntry {
  return entry.kind === 'proposal' && entry.state === 'applying'
    ? { ...entry, state: 'pending' }
    : entry
}

/** Reads what a device kept; undefined when that is no conversation. */
export function readKept(text: string): Kept | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Cut off or not ours: the caller puts it aside and says so.
    return undefined
  }
  const kept = KeptSchema.safeParse(value)
  if (!kept.success) return undefined
  return { entries: kept.data.entries.map(reopened), tokens: kept.data.tokens }
}

/** What is worth keeping of an entry: a proposal is worked out anew, and a running answer is none yet. */
function lasting(entry: ChatEntry): ChatEntry[] {
  if (entry.kind === 'assistant' && entry.isStreaming) return []
  if (entry.kind !== 'proposal') return [entry]
  const { proposal: _proposal, failure: _failure, ...rest } = entry
  return [rest]
}

/** The turns of a conversation in their order, each with what belongs to it. */
export function turnsOf(entries: readonly ChatEntry[]): readonly (readonly ChatEntry[])[] {
  const turns = new Map<string, ChatEntry[]>()
  for (const entry of entries) {
    const turn = turns.get(entry.turn)
    if (turn) turn.push(entry)
    else turns.set(entry.turn, [entry])
  }
  return [...turns.values()]
}

/** The entries that there is room for: the oldest turns go first and as a whole, the last one stays. */
function bounded(entries: readonly ChatEntry[]): readonly ChatEntry[] {
  const turns = turnsOf(entries)
  const kept: ChatEntry[][] = []
  let count = 0
  let characters = 0
  for (const turn of turns.toReversed()) {
    count += turn.length
    characters += JSON.stringify(turn).length
    if (kept.length > 0 && (count > MOST_ENTRIES || characters > MOST_CHARACTERS)) break
    kept.unshift([...turn])
  }
  return kept.flat()
}

/** The text that a device keeps of a conversation. */
export function keptText({ entries, tokens }: Kept): string {
  return JSON.stringify({ version: VERSION, entries: bounded(entries.flatMap(lasting)), tokens })
}
