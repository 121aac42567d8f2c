import { z } from 'zod'
import { lineSchema } from './ids.ts'
import { ModelSchema } from './step-words.ts'

/** The agents that ThreadOS knows by itself, apart from the shell. */
export const BUILT_IN_AGENTS = ['claude-code', 'codex', 'gemini'] as const
/** Names that no alias may take. */
const TAKEN: ReadonlySet<string> = new Set([...BUILT_IN_AGENTS, 'shell'])

/** Where the text of the prompt stands in an argument, or the path of a file that holds it. */
export const PROMPT_PLACE = '{prompt}'
/** Where the id of the session stands that an attempt goes on in. */
export const SESSION_PLACE = '{session}'

/** More aliases than this are no longer something that a person reads before accepting them. */
const MAX_ALIASES = 100

const ArgumentSchema = z
  .string()
  .max(4096)
  .refine((text) => !text.includes('\0'), 'must not contain NUL')
const ArgumentsSchema = z.array(ArgumentSchema).max(100)

/** How a program gets its prompt. */
export const PromptBySchema = z.enum(['stdin', 'arg', 'file'])

const AliasFieldsSchema = z.strictObject({
  /** An agent that ThreadOS knows, to be used with one model of its own; all else is as with the agent itself. */
  agent: z.enum(BUILT_IN_AGENTS).optional(),
  /** That model, by the name that the agent gives it. */
  model: z
    .string()
    .regex(/^[A-Za-z0-9][\w.:/@[\]-]*$/, 'must be the name of a model, such as gpt-5.5')
    .max(200)
    .optional(),
  /** Another program, as the policy lists it. */
  command: lineSchema(1024).optional(),
  args: ArgumentsSchema.optional(),
  /** How it gets the prompt; on its standard input unless said otherwise. */
  prompt: PromptBySchema.optional(),
  /** What it prints: plain text, which is its answer, unless said otherwise; or JSON lines. */
  output: z.enum(['text', 'jsonl']).optional(),
  /** Arguments that make it go on in a session. */
  resume: ArgumentsSchema.min(1).optional(),
  description: lineSchema(500).optional(),
})
export type AgentAlias = Readonly<z.infer<typeof AliasFieldsSchema>>

/** Something wrong with an alias, and at which of its fields. */
interface Fault {
  readonly path: readonly (keyof AgentAlias)[]
  readonly message: string
}

/** Fields that say how another program is started. */
const OF_PROGRAMS = ['args', 'prompt', 'output', 'resume'] as const

function modelFaults(alias: AgentAlias): Fault[] {
  const foreign = OF_PROGRAMS.filter((field) => alias[field] !== undefined)
  return [
    ...(alias.model === undefined
      ? [{ path: [], message: 'needs the model that the agent is to use' }]
      : []),
    ...foreign.map((field) => ({
      path: [field],
      message: `goes with command; how ${alias.agent} is started is known`,
    })),
  ]
}

function placeFaults({ args = [], prompt = 'stdin' }: AgentAlias): Fault[] {
  const places = args.filter((word) => word.includes(PROMPT_PLACE)).length
  if (places === 0) return []
  const message =
    prompt === 'stdin'
      ? `may hold ${PROMPT_PLACE} only with prompt: arg or prompt: file`
      : `may hold ${PROMPT_PLACE} once`
  return prompt === 'stdin' || places > 1 ? [{ path: ['args'], message }] : []
}

function resumeFaults({ output, resume }: AgentAlias): Fault[] {
  if (!resume) return []
  if (output !== 'jsonl') {
    return [
      { path: ['resume'], message: 'needs output: jsonl, by which a program names its session' },
    ]
  }
  const hasPlace = resume.some((word) => word.includes(SESSION_PLACE))
  return hasPlace ? [] : [{ path: ['resume'], message: `must hold ${SESSION_PLACE}` }]
}

function aliasFaults(alias: AgentAlias): Fault[] {
  const { agent, command, model } = alias
  if ((agent === undefined) === (command === undefined)) {
    return [{ path: [], message: 'must have either agent, with a model, or command' }]
  }
  if (agent !== undefined) return modelFaults(alias)
  return [
    ...(model === undefined ? [] : [{ path: ['model' as const], message: 'goes with agent' }]),
    ...placeFaults(alias),
    ...resumeFaults(alias),
  ]
}

/** One alias of agents.yaml: a model of an agent that ThreadOS knows, or another program. */
export const AgentAliasSchema = AliasFieldsSchema.superRefine((alias, context) => {
  for (const { path, message } of aliasFaults(alias)) {
    context.addIssue({ code: 'custom', path: [...path], message })
  }
})

const NAME_RULE =
  'has a name that is no name for a model: small letters, digits, and . _ - between them'

function nameFault(name: string): string | undefined {
  if (TAKEN.has(name)) return 'has the name of an agent that ThreadOS knows already'
  return ModelSchema.safeParse(name).success ? undefined : NAME_RULE
}

/** agents.yaml: further names that the `model` of a step may have. */
export const AgentsFileSchema = z.strictObject({
  version: z.literal('1.0').optional(),
  agents: z.record(z.string(), AgentAliasSchema).superRefine((agents, context) => {
    const names = Object.keys(agents)
    for (const name of names) {
      const message = nameFault(name)
      if (message) context.addIssue({ code: 'custom', path: [name], message })
    }
    if (names.length > MAX_ALIASES) {
      context.addIssue({ code: 'custom', message: `may have at most ${MAX_ALIASES} aliases` })
    }
  }),
})
export type AgentAliases = Readonly<Record<string, AgentAlias>>

/** Most bytes that agents.yaml may have. */
export const MAX_AGENTS_BYTES = 256 * 1024
