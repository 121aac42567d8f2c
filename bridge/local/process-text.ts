/** One process as the system lists it. */
export interface ProcessEntry {
  readonly pid: number
  readonly parentPid: number
  /** Process group; 0 where the system has none. */
  readonly groupId: number
  /** Session; 0 where the system has none. */
  readonly sessionId: number
  /** When it started, in the system's own words: with the pid it names one process for good. */
  readonly startedAt: string
  /** True when it has ended and only waits to be collected by its parent. */
  readonly hasEnded: boolean
}

/** Reads /proc/PID/stat (proc(5)); the program's name may hold anything, so fields count from the last `)`. */
export function parseLinuxStat(text: string, bootId: string): ProcessEntry | undefined {
  const afterName = text.lastIndexOf(')')
  if (afterName < 0) return undefined
  const fields = text.slice(afterName + 2).split(' ')
  const [state, parent, group, session] = fields
  const ticks = fields[19]
  if (state === undefined || ticks === undefined) return undefined
  return {
    pid: Number.parseInt(text, 10),
    parentPid: Number(parent),
    groupId: Number(group),
    sessionId: Number(session),
    startedAt: `${bootId}:${ticks}`,
    hasEnded: state === 'Z' || state === 'X',
  }
}

/**
 * The moment of a start as a number that grows with time, where the system's words hold one (Linux: ticks since
 * its own start); else NaN, which is neither before nor after anything.
 */
export function startOrder(startedAt: string): number {
  return Number(/:([0-9]+)$/.exec(startedAt)?.[1] ?? Number.NaN)
}

/** Arguments of `ps` for one process or all of them, without headings. */
export function psArguments(pid?: number): string[] {
  const which = pid === undefined ? ['-ax'] : ['-p', String(pid)]
  return [...which, '-o', 'pid=,ppid=,pgid=,stat=,lstart=']
}

/** Reads what `ps` with `psArguments` prints: `pid ppid pgid stat Www Mmm dd hh:mm:ss yyyy`. */
export function parsePsTable(text: string): ProcessEntry[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S.*?)\s*$/.exec(line)
    if (!match) return []
    const [, pid, parent, group, state, startedAt] = match
    return [
      {
        pid: Number(pid),
        parentPid: Number(parent),
        groupId: Number(group),
        sessionId: 0,
        startedAt: (startedAt ?? '').replace(/\s+/g, ' '),
        hasEnded: (state ?? '').startsWith('Z'),
      },
    ]
  })
}

/** A program and its arguments. */
export interface CommandLine {
  readonly file: string
  readonly args: readonly string[]
}

/** Lists one process or all of them on Windows as `pid parent startTicks` lines. */
export function windowsTableArguments(pid?: number): CommandLine {
  const filter = pid === undefined ? '' : ` -Filter 'ProcessId=${pid}'`
  const script = [
    `Get-CimInstance Win32_Process${filter} | ForEach-Object {`,
    "'{0} {1} {2}' -f $_.ProcessId, $_.ParentProcessId, $_.CreationDate.ToUniversalTime().Ticks",
    '}',
  ].join(' ')
  return {
    file: 'powershell.exe',
    args: ['-NoProfile', '-NonInteractive', '-Command', script],
  }
}

/** Reads what `windowsTableArguments` prints. */
export function parseWindowsTable(text: string): ProcessEntry[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const match = /^(\d+) (\d+) (\d+)$/.exec(line.trim())
    if (!match) return []
    const [, pid, parent, startedAt] = match
    return [
      {
        pid: Number(pid),
        parentPid: Number(parent),
        groupId: 0,
        sessionId: 0,
        startedAt: startedAt ?? '',
        hasEnded: false,
      },
    ]
  })
}

/** Ends a process and all its descendants on Windows; there is no gentler way for programs without a window. */
export function taskkillArguments(pid: number): CommandLine {
  return { file: 'taskkill.exe', args: ['/PID', String(pid), '/T', '/F'] }
}
