import type { SecretFamily } from './secret-names.ts'

/** How a value was written behind its name. */
export interface WrittenValue {
  readonly text: string
  readonly quoted: boolean
  /** Nothing stands between the sign of equality and the value. */
  readonly attached: boolean
  /** More words follow on the same line. */
  readonly inProse: boolean
}

/** Values that stand for another one, or for none. */
const PLACEHOLDER =
  /^(?:\$[A-Z_][A-Z0-9_]*|\$[a-z_]+|\$\{.*\}?|\$\(.*|%[A-Za-z_][A-Za-z0-9_]*%|\{\{.*|\{.*|<.*|\[.*|~|[*•.xX_-]+|your[-_ ].*|\(.*|!.*|&.*|@.*|\\.*|process\.env.*|import\.meta.*|os\.environ.*|secrets\..*|vars\..*|env\..*)$/i

/** Words that stand behind such names in types, settings and prose. */
const ORDINARY = new Set(
  `null nil none undefined true false yes no on off string number boolean bool any unknown never object str text bytes
  int integer varchar char required optional hidden visible missing invalid valid expired incorrect wrong empty unset set
  changed updated rotated redacted masked disabled enabled default auto password passwd secret token key bearer basic
  digest ok failed error ask prompt plain hash type name value field input confirm todo tbd n/a`.split(
    /\s+/,
  ),
)

/** A call, an index or a path of names: program text, not a value. */
const CODE = /^[A-Za-z_$][\w$]*(?:\?*\.[A-Za-z_$][\w$]*)*(?:\(|\[|\?\.|!?[;,)]*$)/
const DOTTED = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/
const LOCATION = /^(?:\.{0,2}\/|[A-Za-z]:\\|[a-z][a-z0-9+.-]*:\/\/)/
const CALL = /^[A-Za-z_$][\w$.]*[([]/

function hasMix(text: string): boolean {
  return /[0-9]/.test(text) ? /[A-Za-z]/.test(text) : /[a-z]/.test(text) && /[A-Z]/.test(text)
}

function isPassword({ text, quoted, attached, inProse }: WrittenValue): boolean {
  if (text.length < 3) return false
  if (quoted) return true
  if (CALL.test(text) || DOTTED.test(text)) return false
  if (attached) return !LOCATION.test(text) || hasMix(text)
  if (inProse) return hasMix(text) && text.length >= 6
  const isName = /^[A-Za-z_$]+[;,)]*$/.test(text)
  return !isName && text.length >= 4
}

function isToken({ text, quoted, attached }: WrittenValue): boolean {
  if (LOCATION.test(text) || /[ \t]/.test(text)) return false
  if (CALL.test(text) || (DOTTED.test(text) && !/[0-9]/.test(text))) return false
  const least = quoted || attached ? 6 : 8
  if (text.length < least) return false
  if (/^[0-9.]+$/.test(text)) return false
  if (!quoted && !attached && CODE.test(text) && !/[0-9]/.test(text)) return false
  return hasMix(text) || (text.length >= 20 && /^[a-z]+$/i.test(text))
}

/** True when the value behind a secret's name is the secret itself, not a placeholder, a type or program text. */
export function isSecretValue(family: SecretFamily, value: WrittenValue): boolean {
  const { text } = value
  if (text === '' || ORDINARY.has(text.toLowerCase().replace(/[;,.)]+$/, ''))) return false
  if (PLACEHOLDER.test(text) && !(value.quoted && /^[!&@\\([]/.test(text))) return false
  return family === 'password' ? isPassword(value) : isToken(value)
}
