import {
  type AgentEvent,
  type AgentReport,
  type AgentUsage,
  countIn,
  handleEvent,
  listIn,
  messageIn,
  objectIn,
  type ReportReader,
  textIn,
} from './report.ts'

function usageIn(value: unknown): AgentUsage | undefined {
  const usage = objectIn(value)
  if (!usage) return undefined
  const cachedTokens = countIn(usage['cache_read_input_tokens'])
  const fresh = countIn(usage['input_tokens']) + countIn(usage['cache_creation_input_tokens'])
  return {
    inputTokens: fresh + cachedTokens,
    cachedTokens,
    outputTokens: countIn(usage['output_tokens']),
  }
}

/**
 * Dollars of this run alone: `total_cost_usd` counts a resumed conversation from its beginning, the sums since
 * the last result do not.
 */
function costIn(result: AgentEvent): number | undefined {
  const models = objectIn(result['model_usage_since_last_result'])
  if (models) {
    return Object.values(models).reduce<number>(
      (sum, model) => sum + countIn(objectIn(model)?.['costUSD']),
      0,
    )
  }
  const total = result['total_cost_usd']
  return typeof total === 'number' ? total : undefined
}

function attentionIn(result: AgentEvent): string[] {
  const denials = listIn(result['permission_denials']).length
  return denials === 0 ? [] : [`${denials} permission${denials === 1 ? '' : 's'} denied`]
}

/** An API error ends with `subtype: "success"`, so `is_error` counts too; and with exit code 0 in some cases. */
function endOf(result: AgentEvent): Pick<AgentReport, 'outcome' | 'error'> {
  const subtype = textIn(result['subtype'])
  if (subtype === 'success' && result['is_error'] !== true) return { outcome: 'ok' }
  const said = listIn(result['errors']).flatMap((error) => messageIn(error) ?? [])
  const message = textIn(result['result']) ?? (said.join('; ') || subtype || 'unknown error')
  const status = result['api_error_status']
  return {
    outcome: 'error',
    error: { message, ...(typeof status === 'number' ? { status } : {}) },
  }
}

/** Reads `claude -p --output-format stream-json --verbose`. */
export function readClaude(): ReportReader {
  let report: AgentReport = { outcome: 'none', attention: [] }
  const notes: string[] = []
  const failedServers: string[] = []
  const takeSystem = (event: AgentEvent) => {
    if (event['subtype'] === 'init') {
      report = { ...report, sessionId: textIn(event['session_id']) }
      for (const server of listIn(event['mcp_servers'])) {
        const { name, status } = objectIn(server) ?? {}
        if (status !== 'failed') continue
        failedServers.push(String(name))
        notes.push(`the MCP server ${String(name)} did not start`)
      }
    }
    const status = event['error_status']
    // Overwritten by the result, unless the program is ended while it still tries again.
    if (event['subtype'] === 'api_retry' && typeof status === 'number') {
      report = { ...report, error: { message: textIn(event['error']) ?? 'API error', status } }
    }
  }
  const takeResult = (event: AgentEvent) => {
    notes.push(...attentionIn(event))
    report = {
      ...endOf(event),
      attention: [],
      finalText: textIn(event['result']),
      sessionId: textIn(event['session_id']) ?? report.sessionId,
      usage: usageIn(event['usage']),
      costUsd: costIn(event),
      structured: event['structured_output'],
    }
  }
  return {
    line: (text) => handleEvent(text, { system: takeSystem, result: takeResult }),
    report: () => ({ ...report, attention: notes, failedServers }),
  }
}
