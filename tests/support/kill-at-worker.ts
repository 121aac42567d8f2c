import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Loaded before a program (`node --import`): kills it with SIGKILL at its KILL_AT-th operation on the files under
 * KILL_ROOT, before it, after it, or in the middle of a write (KILL_HOW). With KILL_AT=-1 it prints how many
 * operations there were on standard error, and kills nothing.
 */
const root = process.env['KILL_ROOT'] ?? ''
const at = Number(process.env['KILL_AT'])
const how = process.env['KILL_HOW']

type AnyFunction = (...args: unknown[]) => unknown
const module = fs as unknown as Record<string, AnyFunction>
const ours = new Set<unknown>()
let count = 0

function isOurs(first: unknown): boolean {
  return typeof first === 'number' ? ours.has(first) : String(first).startsWith(root)
}

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

function half(args: readonly unknown[]): unknown[] {
  const [descriptor, data, from, length, position] = args
  return [descriptor, data, from, Math.max(1, Number(length) >> 1), position]
}

for (const name of [
  'openSync',
  'writeSync',
  'fsyncSync',
  'fdatasyncSync',
  'mkdirSync',
  'renameSync',
  'linkSync',
  'unlinkSync',
  'rmSync',
]) {
  const real = module[name] as AnyFunction
  module[name] = (...args) => {
    if (!isOurs(args[0])) return real(...args)
    const isNow = count === at
    count += 1
    if (isNow && how === 'before') die()
    const value = real(...(isNow && how === 'half' && name === 'writeSync' ? half(args) : args))
    if (isNow) die()
    if (name === 'openSync') ours.add(value)
    return value
  }
}
const realClose = fs.closeSync
module['closeSync'] = (descriptor) => {
  ours.delete(descriptor)
  realClose(descriptor as number)
}
syncBuiltinESMExports()
process.once('exit', () => {
  if (at === -1) process.stderr.write(`operations: ${count}\n`)
})
