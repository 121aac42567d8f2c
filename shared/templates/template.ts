import type { UncheckedAction } from '../actions/define.ts'
import type { Result } from '../result.ts'

/** What a template's parameter may be. */
export const PARAMETER_TYPES = ['string', 'number', 'boolean', 'list'] as const
export type ParameterType = (typeof PARAMETER_TYPES)[number]

/** The value of a template's parameter; a list is one of texts. */
export type TemplateValue = string | number | boolean | readonly string[]

/** Values by the names of their parameters. */
export type TemplateValues = Readonly<Record<string, TemplateValue>>

/** A parameter of a template; one without a default must be given. */
export interface TemplateParameter {
  readonly name: string
  readonly type: ParameterType
  readonly description: string
  readonly default?: TemplateValue | undefined
  /** Least value of a number, or least count of a list's items. */
  readonly min?: number | undefined
  /** Greatest value of a number, or greatest count of a list's items. */
  readonly max?: number | undefined
  /** True for a number that counts something, which has no fraction. */
  readonly whole?: boolean | undefined
}

/** What a template is for and what it takes: all that choosing and filling in need. */
export interface TemplateHead {
  readonly name: string
  /** A few words for menus. */
  readonly title: string
  readonly description: string
  readonly parameters: readonly TemplateParameter[]
}

/** A shape of work as data: parameters, and the actions that they become. */
export interface Template extends TemplateHead {
  /** SHA-256 of the file that it was read from; a built-in one has none. */
  readonly revision?: string | undefined
  /** The actions for a full set of values that `checkParameters` has let through; pure. */
  build(values: TemplateValues): Result<readonly UncheckedAction[]>
}
