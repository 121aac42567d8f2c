import { type AgentAlias, PROMPT_PLACE, SESSION_PLACE } from '../../shared/schema/agents.ts'
import type { AgentAdapter } from './adapter.ts'
import { findAdapter } from './adapters.ts'
import { readJsonLines } from './reports/json-lines.ts'
import { readText } from './reports/text.ts'

/** Grace of a program that nobody has measured, in milliseconds. */
const GRACE_MS = 5000

/** A step's model, and what agents.yaml says of it. */
export interface NamedModel {
  readonly model: string
  readonly alias?: AgentAlias | undefined
}

/** The built-in agent with one model of its own. */
function modelAdapter(
  name: string,
  agent: string,
  model: string | undefined,
): AgentAdapter | undefined {
  const adapter = findAdapter(agent)
  return (
    adapter && {
      ...adapter,
      model: name,
      buildArgv: (task) => adapter.buildArgv({ ...task, model }),
    }
  )
}

/** The arguments with the prompt, or its file, where it belongs: at its place, else at the end. */
function withPrompt(args: readonly string[], given: string): string[] {
  const hasPlace = args.some((word) => word.includes(PROMPT_PLACE))
  // As a function: a prompt's own $ signs mean nothing.
  return hasPlace ? args.map((word) => word.replace(PROMPT_PLACE, () => given)) : [...args, given]
}

function programAdapter(name: string, command: string, alias: AgentAlias): AgentAdapter {
  const { args = [], prompt = 'stdin', output = 'text', resume } = alias
  return {
    model: name,
    program: command,
    install: `Install ${command}, or mend .threados/agents.yaml.`,
    takesPrompt: true,
    promptBy: prompt,
    environment: [],
    settings: {},
    graceMs: GRACE_MS,
    readOutput: output === 'jsonl' ? readJsonLines : readText,
    buildArgv: (task) => {
      const session = task.resume
      const words = session === undefined ? [] : (resume ?? [])
      const before = [
        ...args,
        ...words.map((word) => word.replace(SESSION_PLACE, () => session ?? '')),
      ]
      return [command, ...(prompt === 'stdin' ? before : withPrompt(before, task.prompt ?? ''))]
    },
  }
}

/** The adapter of a model: a built-in one, or what its alias in agents.yaml says; undefined for a name nobody knows. */
export function adapterOf({ model, alias }: NamedModel): AgentAdapter | undefined {
  if (!alias) return findAdapter(model)
  const { agent, command } = alias
  if (agent !== undefined) return modelAdapter(model, agent, alias.model)
  return command === undefined ? undefined : programAdapter(model, command, alias)
}
