import { expect, test } from 'vitest'
import {
  parseLinuxStat,
  parsePsTable,
  parseWindowsTable,
  psArguments,
  taskkillArguments,
  windowsTableArguments,
} from '../../../bridge/local/process-text.ts'

test('a Linux process whose name holds spaces and brackets is read from behind the name', () => {
  const rest = '0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 777123 1 2 3'
  expect(parseLinuxStat(`42 (a ) b) (c) S 7 40 39 ${rest}`, 'boot')).toEqual({
    pid: 42,
    parentPid: 7,
    groupId: 40,
    sessionId: 39,
    startedAt: 'boot:777123',
    hasEnded: false,
  })
})

test('a Linux process that nobody has collected counts as ended', () => {
  const rest = '0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 5 1 2 3'
  expect(parseLinuxStat(`42 (x) Z 7 40 39 ${rest}`, 'boot')?.hasEnded).toBe(true)
})

test('text that is no process gives none', () => {
  expect([parseLinuxStat('', 'b'), parseLinuxStat('1 (x) S 1', 'b'), parsePsTable('x y')]).toEqual([
    undefined,
    undefined,
    [],
  ])
})

test('the listing of macOS is read with its start time as it stands', () => {
  const text =
    '  501   1   501 Ss   Mon Jan  5 09:02:11 2026\n  777 501   501 Z+   Tue Jan 13 19:02:11 2026    \n'
  expect(parsePsTable(text)).toEqual([
    {
      pid: 501,
      parentPid: 1,
      groupId: 501,
      sessionId: 0,
      startedAt: 'Mon Jan 5 09:02:11 2026',
      hasEnded: false,
    },
    {
      pid: 777,
      parentPid: 501,
      groupId: 501,
      sessionId: 0,
      startedAt: 'Tue Jan 13 19:02:11 2026',
      hasEnded: true,
    },
  ])
})

test('ps is asked for one process or for all, without headings', () => {
  expect([psArguments(12), psArguments()]).toEqual([
    ['-p', '12', '-o', 'pid=,ppid=,pgid=,stat=,lstart='],
    ['-ax', '-o', 'pid=,ppid=,pgid=,stat=,lstart='],
  ])
})

test('the listing of Windows is read line by line, and other lines are passed over', () => {
  expect(
    parseWindowsTable('WARNING: x\r\n4 0 638000000000000000\r\n812 4 638000000000000123\r\n'),
  ).toEqual([
    {
      pid: 4,
      parentPid: 0,
      groupId: 0,
      sessionId: 0,
      startedAt: '638000000000000000',
      hasEnded: false,
    },
    {
      pid: 812,
      parentPid: 4,
      groupId: 0,
      sessionId: 0,
      startedAt: '638000000000000123',
      hasEnded: false,
    },
  ])
})

test('Windows is asked without a profile and for one process by a number only', () => {
  const { file, args } = windowsTableArguments(812)
  expect([file, args.slice(0, 3), args[3]?.includes("-Filter 'ProcessId=812'")]).toEqual([
    'powershell.exe',
    ['-NoProfile', '-NonInteractive', '-Command'],
    true,
  ])
})

test('a tree on Windows is ended with its descendants and by force', () => {
  expect(taskkillArguments(812)).toEqual({
    file: 'taskkill.exe',
    args: ['/PID', '812', '/T', '/F'],
  })
})
