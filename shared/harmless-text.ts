/**
 * What terminals take as orders (ECMA-48): CSI with its parameters, the strings of OSC, DCS, SOS, PM and APC up to
 * their end, and all shorter escapes. A string without an end loses only what begins it. Linear: no part can match
 * what the next one begins with.
 */
const CONTROL_SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: taking control characters away is the point
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g

// biome-ignore lint/suspicious/noControlCharactersInRegex: taking control characters away is the point
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/**
 * What an agent printed, or a file says, without what moves cursors, sets titles, rings bells or turns the reading
 * direction: printable characters, line feeds and tabs.
 */
export function harmlessText(text: string): string {
  return text.replaceAll(CONTROL_SEQUENCES, '').replaceAll(CONTROL_CHARACTERS, '')
}
