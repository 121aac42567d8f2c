import {
  type AgentEvent,
  type AgentReport,
  type AgentUsage,
  countIn,
  handleEvent,
  messageIn,
  objectIn,
  type ReportReader,
  textIn,
} from './report.ts'

function usageIn(value: unknown): AgentUsage | undefined {
  const usage = objectIn(value)
  return (
    usage && {
      inputTokens: countIn(usage['input_tokens']),
      cachedTokens: countIn(usage['cached_tokens']),
      outputTokens: countIn(usage['output_tokens']),
    }
  )
}

/**
 * Reads the JSON lines of a program that agents.yaml names (docs/thread-types.md): `session` names the conversation,
 * `note` says what a person should look at, and `result`, without which nothing is a success, is the end.
 */
export function readJsonLines(): ReportReader {
  let report: AgentReport = { outcome: 'none', attention: [] }
  const notes: string[] = []
  const takeResult = (event: AgentEvent) => {
    const isGood = event['status'] === 'success'
    const status = event['http_status']
    const cost = event['cost_usd']
    report = {
      ...report,
      outcome: isGood ? 'ok' : 'error',
      finalText: textIn(event['text']),
      usage: usageIn(event['usage']),
      ...(typeof cost === 'number' && cost >= 0 ? { costUsd: cost } : {}),
      structured: event['structured'],
      ...(isGood
        ? {}
        : {
            error: {
              message: messageIn(event['error']) ?? 'the result says error',
              ...(typeof status === 'number' ? { status } : {}),
            },
          }),
    }
  }
  const handlers = {
    session: (event: AgentEvent) => {
      report = { ...report, sessionId: textIn(event['id']) }
    },
    note: (event: AgentEvent) => {
      notes.push(messageIn(event) ?? 'a note without words')
    },
    result: takeResult,
  }
  return {
    line: (text) => handleEvent(text, handlers),
    report: () => ({ ...report, attention: notes }),
  }
}
