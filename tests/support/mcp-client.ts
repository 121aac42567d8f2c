import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { ROOT, testEnvironment } from './bridge.ts'

/** What a tool of the server answered: the envelope, and the fenced texts after it. */
export interface ToolOutcome {
  readonly isError: boolean
  readonly json: {
    readonly success: boolean
    readonly data: never
    readonly error?: string
    readonly code?: string
    readonly details?: Readonly<Record<string, never>>
  }
  readonly texts: readonly string[]
}

/** A client of `seqctl mcp`, over standard input and output as agents have it. */
export interface McpConnection {
  readonly client: Client
  call(name: string, input?: Readonly<Record<string, unknown>>): Promise<ToolOutcome>
  close(): Promise<void>
}

/** Starts the built server in a repository and connects the protocol's own client to it. */
export async function connectMcp(
  repo: string,
  dataFolder: string,
  options: { readonly flags?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<McpConnection> {
  const env = { ...testEnvironment(dataFolder), ...options.env }
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [
      join(ROOT, 'dist', 'seqctl.js'),
      'mcp',
      '--executor',
      'direct',
      ...(options.flags ?? []),
    ],
    cwd: repo,
    env: Object.fromEntries(
      Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
  })
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(transport)
  return {
    client,
    call: async (name, input = {}) => {
      const result = await client.callTool({ name, arguments: { ...input } })
      const texts = result.content.flatMap((part) => (part.type === 'text' ? [part.text] : []))
      const [first = '{}', ...rest] = texts
      return { isError: result.isError === true, json: JSON.parse(first), texts: rest }
    },
    close: () => client.close(),
  }
}
