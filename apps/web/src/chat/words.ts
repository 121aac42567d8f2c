/** A stretch of a line: plain, code, or stressed. */
export interface Piece {
  readonly kind: 'text' | 'code' | 'strong'
  readonly text: string
}

/** What a model's text is made of; everything that is none of the others is a paragraph. */
export type Block =
  | { readonly kind: 'paragraph' | 'heading' | 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly string[] }

const FENCE = /^ {0,3}(```+|~~~+)/
const HEADING = /^#{1,6}\s+(.*)$/
const BULLET = /^\s{0,6}[-*+]\s+(.*)$/
const NUMBER = /^\s{0,6}\d{1,9}[.)]\s+(.*)$/
const PIECE = /`([^`\n]+)`|\*\*([^*\n]+)\*\*/g

/** Parts of a line, in order. What only looks like a mark stays as it is. */
export function piecesOf(line: string): readonly Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const match of line.matchAll(PIECE)) {
    const [whole, code, strong] = match
    if (match.index > from) pieces.push({ kind: 'text', text: line.slice(from, match.index) })
    pieces.push(
      code === undefined ? { kind: 'strong', text: strong ?? '' } : { kind: 'code', text: code },
    )
    from = match.index + whole.length
  }
  if (from < line.length) pieces.push({ kind: 'text', text: line.slice(from) })
  return pieces
}

/** The lines up to the fence that closes this one (to the end when none does yet), and where to go on. */
function fenced(lines: readonly string[], from: number): { block: Block; next: number } {
  const mark = FENCE.exec(lines[from] ?? '')?.[1] ?? ''
  const rest = lines.slice(from + 1)
  const end = rest.findIndex((line) => line.trim().startsWith(mark))
  const code = end === -1 ? rest : rest.slice(0, end)
  return { block: { kind: 'code', text: code.join('\n') }, next: from + code.length + 2 }
}

function withLine(blocks: Block[], line: string, isNew: boolean): void {
  const last = blocks.at(-1)
  const bullet = BULLET.exec(line)?.[1]
  const item = bullet ?? NUMBER.exec(line)?.[1]
  if (item !== undefined) {
    const isOrdered = bullet === undefined
    // A blank line between two items leaves them one list.
    if (last?.kind === 'list' && last.isOrdered === isOrdered) {
      blocks[blocks.length - 1] = { ...last, items: [...last.items, item] }
    } else blocks.push({ kind: 'list', isOrdered, items: [item] })
    return
  }
  const heading = HEADING.exec(line)?.[1]
  if (heading !== undefined) blocks.push({ kind: 'heading', text: heading })
  else if (last?.kind === 'paragraph' && !isNew) {
    blocks[blocks.length - 1] = { kind: 'paragraph', text: `${last.text}\n${line}` }
  } else if (last?.kind === 'list' && !isNew) {
    const items = [...last.items.slice(0, -1), `${last.items.at(-1)}\n${line.trim()}`]
    blocks[blocks.length - 1] = { ...last, items }
  } else blocks.push({ kind: 'paragraph', text: line })
}

/**
 * A model's text in blocks: paragraphs, headings, lists and code. It may end anywhere, since it is shown while it
 * comes. Links, pictures and HTML stay the text that they are: nothing that a model writes is more than words.
 */
export function blocksOf(text: string): readonly Block[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const blocks: Block[] = []
  let isNew = true
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? ''
    if (FENCE.test(line)) {
      const { block, next } = fenced(lines, at)
      blocks.push(block)
      at = next
      isNew = true
      continue
    }
    if (line.trim() !== '') withLine(blocks, line, isNew)
    isNew = line.trim() === ''
    at += 1
  }
  return blocks
}
