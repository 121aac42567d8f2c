import { type Accessor, createEffect, createMemo, createSignal } from 'solid-js'
import { nodesOf } from '../workspace/changes.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { fits, parseQuery } from './search.ts'

/** Which steps and gates a person has in hand, and which ones a search leaves. */
export interface Selection {
  /** The one that the inspector shows. */
  readonly selected: Accessor<string | undefined>
  /** Selects one alone, or nothing. */
  readonly select: (id: string | undefined) => void
  /** All that are selected, in the order in which that happened. */
  readonly chosen: Accessor<ReadonlySet<string>>
  /** Selects exactly these. */
  readonly choose: (ids: Iterable<string>) => void
  /** Takes one in, or out again. */
  readonly toggle: (id: string) => void
  readonly search: Accessor<string>
  readonly setSearch: (text: string) => void
  /** Ids that the search finds, in the order of the file; undefined while nothing is searched. */
  readonly found: Accessor<ReadonlySet<string> | undefined>
}

/** Makes an empty selection in a workspace; what is removed from the sequence leaves it by itself. */
export function createSelection(workspace: Workspace): Selection {
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set())
  const [search, setSearch] = createSignal('')
  const choose = (ids: Iterable<string>) => setChosen(new Set(ids))
  // One alone is shown; of several none is.
  const selected = createMemo(() => {
    const [first, ...more] = chosen()
    return more.length === 0 ? first : undefined
  })
  createEffect(() => {
    if (!workspace.sequence()) return
    const there = [...chosen()].filter((id) => workspace.view.nodes[id])
    if (there.length < chosen().size) choose(there)
  })
  const query = createMemo(() => parseQuery(search()))
  const found = createMemo(() => {
    const asked = query()
    if (!asked) return undefined
    const nodes = nodesOf(workspace.sequence())
    return new Set(nodes.filter((node) => fits(node, asked)).map((node) => node.id))
  })
  return {
    selected,
    select: (id) => choose(id === undefined ? [] : [id]),
    chosen,
    choose,
    toggle: (id) => {
      const rest = [...chosen()].filter((other) => other !== id)
      choose(rest.length < chosen().size ? rest : [...rest, id])
    },
    search,
    setSearch,
    found,
  }
}
