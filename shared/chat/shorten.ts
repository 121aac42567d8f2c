/**
 * The beginning of a text, cut at a blank, so that no word is cut in two: half of a secret is no longer found by what
 * hides secrets.
 */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text
  const cut = text.slice(0, most).search(/\s\S*$/)
  return cut > 0 ? `${text.slice(0, cut)} …` : '…'
}

/** As many items as fit, and how many are left out; "none" for an empty list. */
export function listWithin(items: readonly string[], most: number, separator = ', '): string {
  if (items.length === 0) return 'none'
  let length = 0
  const fitting = items.findIndex((item) => {
    length += item.length + separator.length
    return length > most
  })
  if (fitting === -1) return items.join(separator)
  const shown = [...items.slice(0, fitting), `and ${items.length - fitting} more`]
  return shown.join(separator)
}
