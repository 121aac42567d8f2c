import { createServer, isIPv4 } from 'node:net'
import { fail } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'

/** Where mprocs' control port listens. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
}

/** What opening the control port means, for whoever is about to do it. */
export function portWarning(address: string): string {
  return [
    `Whatever connects to ${address} can make mprocs run any command as you: every program of this machine, and a page`,
    'in your browser. One wrong byte on it ends mprocs with everything that runs in it. It stays open until:',
    'seqctl mprocs quit',
  ].join('\n')
}

/** Reads ADDRESS:PORT. Only this machine's own addresses are taken: the port asks nobody who they are. */
export function parseServerAddress(text: string): Result<ServerAddress> {
  const match = /^([0-9.]+):([0-9]{1,5})$/.exec(text)
  const host = match?.[1] ?? ''
  const port = Number(match?.[2] ?? 0)
  if (isIPv4(host) && host.startsWith('127.') && port > 0 && port <= 65_535) {
    return ok({ host, port })
  }
  return fail('USAGE', `"${text}" is no address that the control port may have.`, {
    hint: 'Give a loopback address and a port, as in 127.0.0.1:4050.',
  })
}

/** Fails when something listens there already: mprocs would wait for ever, without a word. */
export function checkFree({ host, port }: ServerAddress): Promise<Result<void>> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (cause) =>
      resolve(
        fail('RUNTIME_UNAVAILABLE', `mprocs can't listen on ${host}:${port}: ${cause.message}.`, {
          hint: 'Give another port.',
        }),
      ),
    )
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(ok(undefined))))
  })
}
