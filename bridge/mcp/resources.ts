import {
  type McpServer,
  ResourceNotFoundError,
  ResourceTemplate,
} from '@modelcontextprotocol/server'
import { unwrap } from '../../shared/failure.ts'
import { inFence } from './answers.ts'
import { logStretch, MAX_LOG_CHARACTERS } from './log-tail.ts'
import type { McpParts } from './parts.ts'
import { findAttempt } from './read-tools.ts'

const SEQUENCE = 'threados://sequence'
const STATUS = 'threados://status'
const LOGS = 'threados://logs/'

/** The plan, where it stands, and the newest log of each step that ran. */
export function registerResources(server: McpServer, parts: McpParts): void {
  server.registerResource(
    'sequence',
    SEQUENCE,
    { title: 'The plan', description: 'sequence.yaml as it is', mimeType: 'application/yaml' },
    () => {
      const { bytes } = unwrap(parts.door.parts.workspace.readHead())
      const text = new TextDecoder().decode(bytes)
      return { contents: [{ uri: SEQUENCE, mimeType: 'application/yaml', text }] }
    },
  )
  server.registerResource(
    'status',
    STATUS,
    { title: 'Status', description: 'Where everything stands', mimeType: 'application/json' },
    () => {
      const text = JSON.stringify(unwrap(parts.status()), null, 2)
      return { contents: [{ uri: STATUS, mimeType: 'application/json', text }] }
    },
  )
  const list = () => ({
    resources: [...parts.runtime.store.newest().keys()].map((id) => ({
      uri: `${LOGS}${id}`,
      name: `Output of ${id}`,
      mimeType: 'text/plain',
    })),
  })
  server.registerResource(
    'logs',
    new ResourceTemplate(`${LOGS}{stepId}`, { list }),
    { title: 'Logs', description: "The end of a step's newest output", mimeType: 'text/plain' },
    (uri, { stepId }) => {
      const id = String(stepId)
      const place = findAttempt(parts, id)
      if (!place.ok) throw new ResourceNotFoundError(uri.href, place.failure.message)
      const characters = MAX_LOG_CHARACTERS
      const { text } = logStretch(parts.runtime.store, place.value, 'stdout', { characters })
      const source = `standard output of step ${id}`
      return {
        contents: [{ uri: uri.href, mimeType: 'text/plain', text: inFence({ source, text }) }],
      }
    },
  )
}
