import {
  type AgentEvent,
  type AgentReport,
  countIn,
  handleEvent,
  messageIn,
  objectIn,
  type ReportReader,
  textIn,
} from './report.ts'

/** Reads `gemini -o stream-json`. The final text is what the model said after its last tool call. */
export function readGemini(): ReportReader {
  let report: AgentReport = { outcome: 'none', attention: [] }
  let said: string[] = []
  const notes: string[] = []
  const failedServers: string[] = []
  const takeError = (event: AgentEvent) => {
    const message = messageIn(event) ?? 'error'
    // A warning, such as a detected loop, comes with exit 0 and a good result: a person should look.
    if (event['severity'] === 'warning') notes.push(message)
    else report = { ...report, error: { message } }
  }
  const takeResult = (event: AgentEvent) => {
    const stats = objectIn(event['stats'])
    const error = messageIn(event['error']) ?? report.error?.message
    const isGood = event['status'] === 'success' && error === undefined
    report = {
      ...report,
      outcome: isGood ? 'ok' : 'error',
      ...(isGood ? {} : { error: { message: error ?? 'the result says error' } }),
      usage: stats && {
        inputTokens: countIn(stats['input_tokens']),
        cachedTokens: countIn(stats['cached']),
        outputTokens: countIn(stats['output_tokens']),
      },
    }
    if (isGood && said.length === 0) notes.push('the answer is empty')
  }
  const forget = () => {
    said = []
  }
  const handlers = {
    init: (event: AgentEvent) => {
      report = { ...report, sessionId: textIn(event['session_id']) }
    },
    message: (event: AgentEvent) => {
      if (event['role'] === 'assistant') said.push(textIn(event['content']) ?? '')
    },
    tool_use: forget,
    tool_result: forget,
    error: takeError,
    result: takeResult,
  }
  return {
    line: (text) => handleEvent(text, handlers),
    errorLine: (text) => {
      // All that it says when a server does not start; it goes on without.
      if (!text.startsWith('MCP issues detected')) return
      failedServers.push('*')
      notes.push('an MCP server did not start')
    },
    report: () => {
      const finalText = said.join('') || undefined
      return { ...report, finalText, attention: notes, failedServers }
    },
  }
}
