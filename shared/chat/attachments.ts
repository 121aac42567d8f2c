import { createRedactor } from '../policy/redact.ts'
import { fenced, type UntrustedText } from './untrusted.ts'

/** Most characters of all attachments of one message together, without their fences. */
export const MAX_ATTACHED_CHARACTERS = 60_000

/** How much text before a part is looked through, so that a secret that begins there is known to go on. */
const LOOK_BEHIND = 128 * 1024
/** How far a part may begin later, so that it begins with a whole line. */
const LINE_SEARCH = 2000

/** How much each of these lengths gets of a room: what short ones leave over goes to the long ones. */
function shares(lengths: readonly number[], room: number): number[] {
  const given = lengths.map(() => 0)
  let left = room
  const rising = lengths.map((_, index) => index)
  rising.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0))
  for (const [place, index] of rising.entries()) {
    const share = Math.floor(left / (rising.length - place))
    given[index] = Math.min(lengths[index] ?? 0, share)
    left -= given[index]
  }
  return given
}

/** The end of a text with its secrets hidden, also those that begin before what is looked at. */
function redactedEnd(text: string, most: number, redact: readonly string[]): string {
  const redactor = createRedactor({ extra: redact })
  const from = Math.max(0, text.length - most)
  // What comes out here is thrown away: it is before the part that is shown.
  redactor.push(text.slice(Math.max(0, from - LOOK_BEHIND), from))
  return redactor.push(text.slice(from)) + redactor.end()
}

/** Without what is left of a line that was cut, or at least of a character. */
function fromWholeLine(text: string): string {
  const feed = text.indexOf('\n')
  if (feed !== -1 && feed < LINE_SEARCH) return text.slice(feed + 1)
  return text.replace(/^[\uDC00-\uDFFF]/, '')
}

function attached(
  { source, text }: UntrustedText,
  most: number,
  redact: readonly string[],
): UntrustedText {
  const end = redactedEnd(text, most, redact)
  if (text.length <= most && end.length <= most) return { source, text: end }
  const label = `${source} (only the end of ${text.length} characters)`
  return { source: label, text: fromWholeLine(end.slice(Math.max(0, end.length - most))) }
}

/**
 * Logs, diffs and files that go with a message: the end of each, in a fence of this mark, with the secrets hidden
 * that ThreadOS knows and those that the policy's `redact` names. Empty without parts.
 */
export function attachmentText(
  parts: readonly UntrustedText[],
  mark: string,
  redact: readonly string[] = [],
): string {
  const lengths = shares(
    parts.map(({ text }) => text.length),
    MAX_ATTACHED_CHARACTERS,
  )
  return parts
    .map((part, index) => fenced(attached(part, lengths[index] ?? 0, redact), mark))
    .join('\n\n')
}
