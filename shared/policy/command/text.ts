/** Longest command line in characters: what Windows takes, so that a plan works on every platform. */
export const MAX_LINE_CHARACTERS = 32_767
/** Most arguments of one command. */
export const MAX_ARGUMENTS = 1000

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\r(?!\n)/
const LINE_BREAK = /[\r\n\u2028\u2029]/
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/
const SEPARATOR = /[\u2028\u2029]/
// Characters without a width or a look of their own. The zero-width joiner stays: emoji are made with it.
const INVISIBLE =
  /[\u115f\u1160\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/u
const JOINER = /\p{Default_Ignorable_Code_Point}/u
// A hyphen, dash or minus that is none of ASCII: in front of a word it passes for an option.
const LOOKS_LIKE_OPTION =
  /^-?[\u2010-\u2015\u2212\ufe58\ufe63\uff0d](?:$|[-\u2010-\u2015\u2212\ufe58\ufe63\uff0dA-Za-z])/
const LONE_SURROGATE = /\p{Surrogate}/u

/** Why a text must not be shown for approval: what is read would not be what runs. Undefined when it may. */
export function spoofReason(text: string): string | undefined {
  if (text.includes('\0')) return 'contains a NUL character'
  if (CONTROL.test(text)) return 'contains control characters'
  if (DIRECTION.test(text)) return 'contains marks that turn the reading direction'
  if (SEPARATOR.test(text)) return 'contains line or paragraph separators'
  if (INVISIBLE.test(text)) return 'contains invisible characters'
  if (LONE_SURROGATE.test(text)) return 'is not valid Unicode'
  return undefined
}

/** As `spoofReason`, for an argument, which must not look like an option that it is not. */
export function argumentSpoofReason(text: string): string | undefined {
  if (LOOKS_LIKE_OPTION.test(text)) return 'begins with a character that looks like a dash'
  return spoofReason(text)
}

/** As `spoofReason`, for names and paths: they have no line breaks and no joiners either. */
export function nameSpoofReason(text: string): string | undefined {
  if (LINE_BREAK.test(text) || text.includes('\t')) return 'contains control characters'
  if (JOINER.test(text)) return 'contains invisible characters'
  return spoofReason(text)
}

/** Why an argument list can't be judged at all, or undefined. */
export function argumentsReason(argv: readonly string[]): string | undefined {
  if (argv.length === 0 || argv[0] === '') return 'The command is empty.'
  if (argv.length > MAX_ARGUMENTS) {
    return `The command has ${argv.length} arguments; at most ${MAX_ARGUMENTS} are taken.`
  }
  const characters = argv.reduce((sum, argument) => sum + argument.length + 1, -1)
  if (characters > MAX_LINE_CHARACTERS) {
    return `The command line has ${characters} characters; at most ${MAX_LINE_CHARACTERS} are taken. Put long text into a file or the prompt.`
  }
  return undefined
}
