import { nearest } from '../yaml/schema/nearest.ts'

/** What to say when a name is not known: the nearest known one, or all there are. `what` is a plural. */
export function suggestion(word: string, known: readonly string[], what: string): string {
  if (known.length === 0) return `There are no ${what}.`
  const meant = nearest(word, known)
  return meant === undefined ? `The ${what} are ${known.join(', ')}.` : `Did you mean ${meant}?`
}
