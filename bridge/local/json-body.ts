import type { IncomingMessage } from 'node:http'
import { fail } from '../../shared/failure.ts'
import { MAX_FRAME_BYTES } from '../../shared/protocol/methods.ts'
import { parseUntrustedJson } from '../../shared/protocol/rpc.ts'
import type { Result } from '../../shared/result.ts'

/** The JSON in a request's body; `what` names it when it is larger than 1 MiB, which is refused while it comes. */
export async function readJsonBody(
  request: IncomingMessage,
  what: string,
): Promise<Result<unknown>> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > MAX_FRAME_BYTES) return fail('FILE_TOO_LARGE', `The ${what} is larger than 1 MiB.`)
    chunks.push(chunk)
  }
  return parseUntrustedJson(Buffer.concat(chunks).toString('utf8'))
}
