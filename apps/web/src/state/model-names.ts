import { type Accessor, createSignal, onMount } from 'solid-js'
import { useApp } from './app-state.ts'

/** The agents that ThreadOS knows. */
const BUILT_IN = ['claude-code', 'codex', 'gemini', 'shell']

/** What a step's model may be. */
export interface ModelNames {
  /** The agents that ThreadOS knows, then those of agents.yaml. */
  readonly names: Accessor<readonly string[]>
  /** Why those of agents.yaml are missing, as one sentence. */
  readonly trouble: Accessor<string | undefined>
}

/** Reads which models there are, for a form: it is there at once, and the aliases follow. */
export function createModelNames(): ModelNames {
  const app = useApp()
  const [aliases, setAliases] = createSignal<readonly string[]>([])
  const [trouble, setTrouble] = createSignal<string>()
  onMount(async () => {
    const found = await app.source.aliases()
    if (found.ok) setAliases(found.value)
    else setTrouble(found.failure.message)
  })
  return { names: () => [...BUILT_IN, ...aliases()], trouble }
}
