import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const LISTEN = '0A'

function inodesOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).flatMap((name) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${name}`))?.[1] ?? []
    } catch {
      return [] // closed meanwhile
    }
  })
}

/** The TCP sockets, as lines of /proc/net, on which any of these processes listens. Linux only. */
export function tcpListeners(pids: readonly number[]): string[] {
  const owned = new Set(pids.flatMap(inodesOf))
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .slice(1)
      .filter((line) => {
        const fields = line.trim().split(/\s+/)
        return fields[3] === LISTEN && owned.has(fields[9] ?? '')
      }),
  )
}
