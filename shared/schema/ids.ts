import { z } from 'zod'

const WINDOWS_DEVICES = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/

/** True for names that Windows opens as a device whatever the folder. */
export function isWindowsDeviceName(name: string): boolean {
  return WINDOWS_DEVICES.test((name.split('.')[0] ?? '').toLowerCase())
}

/** Names that every object of JavaScript already has: never keys of a file, and never ids, which become keys. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
])

const ID_RULE =
  'must be 1 to 64 lower-case letters or digits in groups joined by single hyphens, as in build-api'

/** The id of a step or a gate: `^[a-z0-9]+(-[a-z0-9]+)*$`, 1 to 64 characters, no Windows device name. */
export const NodeIdSchema = z
  .string()
  .max(64, ID_RULE)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, ID_RULE)
  .refine((id) => !isWindowsDeviceName(id), 'is a reserved device name on Windows')
  .refine((id) => !RESERVED_NAMES.has(id), 'is a reserved name')
  .describe('Id of a step or gate')

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/

/** A line of text for people: no control characters and no marks that turn the reading direction. */
export function lineSchema(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !CONTROL.test(text), 'must not contain control characters')
    .refine((text) => text.trim().length > 0, 'must not be blank')
}

/** A free label: lane, role, group. */
export const LabelSchema = lineSchema(64)

/** SHA-256 of the bytes of a file as 64 lower-case hexadecimal digits. */
export const RevisionSchema = z.string().regex(/^[0-9a-f]{64}$/)
