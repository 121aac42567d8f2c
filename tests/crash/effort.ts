/** True for `npm run test:crash`, which tries everything; otherwise a part of it is tried. */
export const FULL = process.env['npm_lifecycle_event'] === 'test:crash'

/** Prints a figure that the full run is asked for. */
export function told(line: string): void {
  if (FULL) process.stdout.write(`${line}\n`)
}
