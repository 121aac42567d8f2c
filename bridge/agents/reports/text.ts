import type { ReportReader } from './report.ts'

/** Longest answer that is kept, in UTF-16 units: the last so many. */
const MAX_ANSWER = 1024 * 1024

/** Reads a program that prints its answer as plain text; its exit code alone says how it ended. */
export function readText(): ReportReader {
  let lines: string[] = []
  let length = 0
  return {
    line: (text) => {
      lines.push(text)
      length += text.length + 1
      if (length < 2 * MAX_ANSWER) return
      const kept = lines.join('\n').slice(-MAX_ANSWER)
      lines = [kept]
      length = kept.length
    },
    report: () => ({
      outcome: 'ok',
      finalText: lines.join('\n').slice(-MAX_ANSWER) || undefined,
      attention: [],
    }),
  }
}
