import type { PathGuard, PathUse } from '../command/path.ts'
import type { CommandPlatform, CommandQuestion } from '../command/question.ts'
import { ask, deny, type Finding } from '../finding.ts'

/** What a table of options may know of the command. */
export interface CommandContext {
  readonly program: string
  readonly paths: PathGuard
  readonly platform: CommandPlatform
  /** Words that the user's own policy lifts for this program. */
  readonly lifted: ReadonlySet<string>
  readonly origin: 'text' | 'adapter'
  readonly access: NonNullable<CommandQuestion['access']>
}

/** Judges the arguments behind a program's name. */
export type CommandTable = (args: readonly string[], context: CommandContext) => Finding[]

type Effect = 'allow' | 'deny' | 'confirm' | 'adapter'

interface OptionRule {
  readonly effect: Effect
  readonly value: 'none' | 'required' | 'optional'
  /** What a value must be; an empty text takes any. */
  readonly kind: string
}

/** How a program reads its options. */
export interface OptionStyle {
  /** Options by name; what is not listed is refused. See `optionTable`. */
  readonly options: ReadonlyMap<string, OptionRule>
  /** `-abc` stands for `-a -b -c`, and `-n5` for `-n 5`. */
  readonly clusters?: boolean
  /** `--no-x` is the opposite of a listed flag `--x`. */
  readonly negations?: boolean
  /** A flag may say `--x=true`. */
  readonly trueFlags?: boolean
  /** Everything behind the first operand belongs to somebody else. */
  readonly stopAtOperand?: boolean
  /** Options that take all words up to the next option. */
  readonly variadic?: readonly string[]
  /** Brings an option's spelling to the table's. */
  readonly fold?: (name: string) => string
}

/** What was read off a command line. */
export interface ReadOptions {
  readonly findings: readonly Finding[]
  /** Words that are no options, before `--`. */
  readonly operands: readonly string[]
  /** Words behind `--`, or behind the first operand where the style stops there. */
  readonly rest: readonly string[]
  readonly options: readonly { readonly name: string; readonly value: string | undefined }[]
}

const EFFECTS: Readonly<Record<string, Effect>> = { '!': 'deny', '?': 'confirm', '^': 'adapter' }

/**
 * Reads a table of options. Words are split by white space: `--flag`, `--name=` takes a value, `--name=?`
 * takes one only when it is attached. Behind the sign stands what the value must be: nothing (any text), `n` a
 * number, `word` a simple name, `r` a path to read, `w` a path to write or run, `rl` and `wl` comma lists of
 * them, `{a|b}` one of these. `-#` is any number. A leading `!` refuses the option, `?` asks a person,
 * `^` leaves it to ThreadOS' own adapters.
 */
export function optionTable(text: string): ReadonlyMap<string, OptionRule> {
  const table = new Map<string, OptionRule>()
  for (const word of text.trim().split(/\s+/)) {
    const found = /^([!?^]?)(-[^=]*)(?:=(\?)?(.*))?$/.exec(word)
    const [, sign = '', name = '', optional, kind] = found ?? []
    const value = kind === undefined ? 'none' : optional ? 'optional' : 'required'
    table.set(name, { effect: EFFECTS[sign] ?? 'allow', value, kind: kind ?? '' })
  }
  return table
}

/** A denial by an option table, unless the policy lifts the word. */
export function denyWord(context: CommandContext, word: string, reason: string): Finding[] {
  return context.lifted.has(word) ? [] : [deny('command_options', word.slice(0, 200), reason)]
}

/** A question to a person about something that a command would lose. */
export function askAbout(context: CommandContext, word: string, reason: string): Finding[] {
  return [ask('single', 'command_options', `${context.program} ${word}`.slice(0, 200), reason)]
}

function pathReason(path: string, kind: string, paths: PathGuard): string | undefined {
  const use: PathUse = kind.startsWith('r') ? 'read' : 'write'
  const list = kind.endsWith('l') ? path.split(',') : [path]
  return list.map((one) => paths.localReason(one, use)).find(Boolean)
}

function valueReason(value: string, kind: string, paths: PathGuard): string | undefined {
  if (kind === '') return undefined
  if (kind === 'n') return /^\d{1,9}%?$/.test(value) ? undefined : 'is not a number'
  if (kind === 'word') {
    return /^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(value) ? undefined : 'is not a simple name'
  }
  if (kind.startsWith('{')) {
    const known = kind.slice(1, -1).split('|').includes(value)
    return known ? undefined : 'is not one of the values that are allowed'
  }
  return pathReason(value, kind, paths)
}

class Reader {
  readonly findings: Finding[] = []
  readonly operands: string[] = []
  readonly options: { name: string; value: string | undefined }[] = []
  rest: readonly string[] = []
  readonly #args: readonly string[]
  readonly #style: OptionStyle
  readonly #context: CommandContext
  #at = 0

  constructor(args: readonly string[], style: OptionStyle, context: CommandContext) {
    this.#args = args
    this.#style = style
    this.#context = context
  }

  read(): ReadOptions {
    while (this.#at < this.#args.length) {
      const word = this.#args[this.#at] ?? ''
      this.#at += 1
      if (word === '--') {
        this.rest = this.#args.slice(this.#at)
        break
      }
      if (word.startsWith('-') && word !== '-') this.#option(word)
      else if (this.#operand(word)) break
    }
    return this
  }

  /** True when reading ends with this word. */
  #operand(word: string): boolean {
    this.operands.push(word)
    if (!this.#style.stopAtOperand) return false
    this.rest = this.#args.slice(this.#at)
    return true
  }

  #option(word: string): void {
    const equals = word.indexOf('=')
    const name = equals < 0 ? word : word.slice(0, equals)
    const rule = this.#rule(name)
    if (!rule && this.#style.clusters && !word.startsWith('--')) {
      this.#cluster(word)
      return
    }
    const attached = equals < 0 ? undefined : word.slice(equals + 1)
    this.#apply(name, rule, attached)
  }

  #rule(name: string): OptionRule | undefined {
    const { options, negations, fold } = this.#style
    const key = fold ? fold(name) : name
    const direct = options.get(key) ?? (/^-\d+$/.test(key) ? options.get('-#') : undefined)
    if (direct || !negations || !key.startsWith('--no-')) return direct
    const opposite = options.get(`--${key.slice('--no-'.length)}`)
    return opposite?.effect === 'allow' && opposite.value === 'none' ? opposite : undefined
  }

  #cluster(word: string): void {
    for (let index = 1; index < word.length; index += 1) {
      const name = `-${word[index]}`
      const rule = this.#rule(name)
      const rest = word.slice(index + 1)
      if (!rule || rule.value === 'none') {
        this.#apply(name, rule, undefined)
        if (!rule) return
        continue
      }
      this.#apply(name, rule, rest === '' ? undefined : rest.replace(/^=/, ''))
      return
    }
  }

  #apply(name: string, rule: OptionRule | undefined, attached: string | undefined): void {
    const value = this.#value(rule, attached)
    this.options.push({ name: this.#style.fold ? this.#style.fold(name) : name, value })
    this.findings.push(...this.#judge(name, rule, value, attached))
    for (const more of this.#variadicRest(name)) {
      this.options.push({ name, value: more })
      this.findings.push(...this.#judge(name, rule, more, undefined))
    }
  }

  #value(rule: OptionRule | undefined, attached: string | undefined): string | undefined {
    if (attached !== undefined || rule?.value !== 'required') return attached
    const next = this.#args[this.#at]
    this.#at += 1
    return next
  }

  #variadicRest(name: string): string[] {
    const more: string[] = []
    if (!this.#style.variadic?.includes(name)) return more
    for (let next = this.#args[this.#at]; next !== undefined; next = this.#args[this.#at]) {
      if (next.startsWith('-')) break
      more.push(next)
      this.#at += 1
    }
    return more
  }

  #judge(
    name: string,
    rule: OptionRule | undefined,
    value: string | undefined,
    attached: string | undefined,
  ): Finding[] {
    const { program, origin, paths, lifted } = this.#context
    const option = `${program} ${name}`
    const refuse = (reason: string) => denyWord(this.#context, name, reason)
    if (!rule)
      return refuse(`The option "${option}" is not on the list of options that are allowed.`)
    if (rule.effect === 'deny' || (rule.effect === 'adapter' && origin === 'text')) {
      return refuse(`The option "${option}" can change what runs or where it reaches.`)
    }
    if (rule.value === 'none' && attached !== undefined) {
      if (this.#style.trueFlags && attached === 'true') return []
      return refuse(`The option "${option}" takes no value.`)
    }
    if (rule.value === 'required' && value === undefined)
      return refuse(`The option "${option}" needs a value.`)
    const reason = value === undefined ? undefined : valueReason(value, rule.kind, paths)
    if (reason && !lifted.has(name)) return refuse(`The value of "${option}" ${reason}.`)
    return rule.effect === 'confirm'
      ? askAbout(this.#context, name, `"${option}" loses or overwrites something.`)
      : []
  }
}

/** Reads a command line by a style; what the table does not allow becomes a finding. */
export function readOptions(
  args: readonly string[],
  style: OptionStyle,
  context: CommandContext,
): ReadOptions {
  return new Reader(args, style, context).read()
}

/** True when one of these options was given. */
export function hasOption(read: ReadOptions, ...names: readonly string[]): boolean {
  return read.options.some((option) => names.includes(option.name))
}

/** Denials for operands that are paths, or may be. */
export function pathFindings(
  operands: readonly string[],
  use: PathUse,
  context: CommandContext,
): Finding[] {
  return operands.flatMap((operand) => {
    const reason = context.paths.reason(operand, use)
    if (!reason) return []
    return denyWord(
      context,
      operand,
      `The path ${JSON.stringify(operand.slice(0, 200))} ${reason}.`,
    )
  })
}
