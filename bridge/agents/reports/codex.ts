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

/** Reads `codex exec --json`. Its token counts are those of the whole thread, also when it is resumed. */
export function readCodex(): ReportReader {
  let report: AgentReport = { outcome: 'none', attention: [] }
  const notes: string[] = []
  const takeItem = (item: AgentEvent) => {
    if (item['type'] === 'agent_message') {
      report = { ...report, finalText: textIn(item['text']) ?? report.finalText }
    }
    if (item['type'] === 'mcp_tool_call' && item['error']) {
      notes.push(`the tool ${String(item['tool'])} failed: ${messageIn(item['error'])}`)
    }
    // A warning, such as a model that the program does not know; never the end.
    if (item['type'] === 'error') notes.push(messageIn(item) ?? 'a warning without words')
  }
  const takeEnd = (event: AgentEvent) => {
    const usage = objectIn(event['usage'])
    report = {
      ...report,
      outcome: 'ok',
      error: undefined,
      usage: usage && {
        inputTokens: countIn(usage['input_tokens']),
        cachedTokens: countIn(usage['cached_input_tokens']),
        outputTokens: countIn(usage['output_tokens']),
      },
    }
  }
  const takeFailure = (event: AgentEvent) => {
    const error = { message: messageIn(event['error']) ?? 'the turn failed' }
    report = { ...report, outcome: 'error', error }
  }
  const takeError = (event: AgentEvent) => {
    // Told while it connects again; it counts only when nothing better follows.
    if (report.outcome !== 'none') return
    report = { ...report, error: { message: messageIn(event) ?? 'error' } }
  }
  const handlers = {
    'thread.started': (event: AgentEvent) => {
      report = { ...report, sessionId: textIn(event['thread_id']) }
    },
    'item.completed': (event: AgentEvent) => takeItem(objectIn(event['item']) ?? {}),
    'turn.completed': takeEnd,
    'turn.failed': takeFailure,
    error: takeError,
  }
  return {
    line: (text) => handleEvent(text, handlers),
    report: () => ({ ...report, attention: notes }),
  }
}
