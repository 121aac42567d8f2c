/** JSON as it came from a client. */
export type Json = Readonly<Record<string, unknown>>

/** A call of a tool: a command for the shell, a file to write (absolute path), or a tool of an MCP server. */
export type ModelCall =
  | { readonly run: string }
  | { readonly write: string; readonly text: string }
  | { readonly mcp: string; readonly args: Json }

interface NamedCall {
  readonly name: string
  readonly args: Json
}

/** A value as a list of objects; empty for anything else. */
export function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : []
}

/** The offered tool whose name ends as asked; the bare name, which no agent has, where none is offered. */
function offered(names: readonly unknown[], ending: string): string {
  return names.map(String).find((name) => name.endsWith(ending)) ?? ending
}

/** A call as claude's tools want it. */
export function claudeCall(body: Json, call: ModelCall): NamedCall {
  if ('run' in call) return { name: 'Bash', args: { command: call.run } }
  if ('write' in call) {
    return { name: 'Write', args: { file_path: call.write, content: call.text } }
  }
  const names = list(body['tools']).map((tool) => tool['name'])
  return { name: offered(names, `__${call.mcp}`), args: call.args }
}

/** A call as gemini's tools want it. */
export function geminiCall(body: Json, call: ModelCall): NamedCall {
  if ('run' in call) return { name: 'run_shell_command', args: { command: call.run } }
  if ('write' in call) {
    return { name: 'write_file', args: { file_path: call.write, content: call.text } }
  }
  const declared = list(body['tools']).flatMap((tool) => list(tool['functionDeclarations']))
  return {
    name: offered(
      declared.map((tool) => tool['name']),
      `_${call.mcp}`,
    ),
    args: call.args,
  }
}

function patchOf(path: string, text: string): string {
  const lines = text.replace(/\n$/, '').split('\n')
  return `*** Begin Patch\n*** Add File: ${path}\n${lines.map((line) => `+${line}\n`).join('')}*** End Patch\n`
}

/** The program that calls a tool where the model writes programs instead of calls. */
function codeFor(call: ModelCall): string {
  if ('run' in call) return `await tools.exec_command(${JSON.stringify({ cmd: call.run })})`
  if ('write' in call) {
    return `await tools.apply_patch(${JSON.stringify(patchOf(call.write, call.text))})`
  }
  return `await tools[ALL_TOOLS.find((t) => t.name.endsWith(${JSON.stringify(`__${call.mcp}`)})).name](${JSON.stringify(call.args)})`
}

/** A call as the request's own tools want it: by a program, by a patch, or by name and arguments. */
export function codexCall(body: Json, call: ModelCall): Json {
  const isCode = JSON.stringify(list(body['input'])[0] ?? {}).includes('additional_tools')
  if (isCode) {
    const input = `const r = ${codeFor(call)}; text(r);`
    return { type: 'custom_tool_call', namespace: 'functions', name: 'exec', input }
  }
  if ('write' in call) {
    const input = patchOf(call.write, call.text)
    return { type: 'custom_tool_call', name: 'apply_patch', input }
  }
  if ('run' in call) {
    const args = JSON.stringify({ cmd: call.run })
    return { type: 'function_call', name: 'exec_command', arguments: args }
  }
  const spaces = list(body['tools']).filter((tool) => tool['type'] === 'namespace')
  const space = spaces.find((tool) => list(tool['tools']).some(({ name }) => name === call.mcp))
  return {
    type: 'function_call',
    ...(space ? { namespace: space['name'] } : {}),
    name: call.mcp,
    arguments: JSON.stringify(call.args),
  }
}
