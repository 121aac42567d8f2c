import { untrack } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type { GraphNode } from '../../../../shared/schema/defaults.ts'

/** The nodes by id, field by field: reading one makes it wake up what reads it, and only that. */
export interface NodeView {
  readonly view: Readonly<Record<string, GraphNode | undefined>>
  /** Takes these in; identical values cost nothing. */
  readonly show: (changed: readonly GraphNode[], removed: readonly string[]) => void
  readonly clear: () => void
}

/** One node that somebody looks at. */
interface Watched {
  readonly read: () => GraphNode | undefined
  readonly write: (node: GraphNode | undefined) => void
}

function watch(node: GraphNode | undefined): Watched {
  // The store changes the values it holds in place, so it gets copies.
  const [store, setStore] = createStore<{ node: GraphNode | undefined }>({
    node: structuredClone(node),
  })
  return {
    read: () => store.node,
    write: (next) => setStore('node', next && reconcile(structuredClone(next))),
  }
}

/** Makes an empty view. A node becomes a store when it is first read: of a large plan most never are. */
export function createNodeView(): NodeView {
  const nodes = new Map<string, GraphNode>()
  const watched = new Map<string, Watched>()
  const read = (id: string) => {
    const known = watched.get(id)
    if (known) return known.read()
    const fresh = untrack(() => watch(nodes.get(id)))
    watched.set(id, fresh)
    return fresh.read()
  }
  return {
    view: new Proxy<Record<string, GraphNode | undefined>>(
      {},
      { get: (_target, id) => (typeof id === 'string' ? read(id) : undefined) },
    ),
    show: (changed, removed) => {
      for (const node of changed) {
        nodes.set(node.id, node)
        watched.get(node.id)?.write(node)
      }
      for (const id of removed) {
        nodes.delete(id)
        watched.get(id)?.write(undefined)
      }
    },
    clear: () => {
      nodes.clear()
      for (const one of watched.values()) one.write(undefined)
    },
  }
}
