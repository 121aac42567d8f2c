import type { Accessor } from 'solid-js'
import { batch, createSignal, mergeProps } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type { Failure } from '../../../../shared/failure.ts'
import type { RunState, SessionState, WorkspaceState } from '../../../../shared/protocol/state.ts'
import type { GraphNode } from '../../../../shared/schema/defaults.ts'
import type { PolicyFile } from '../../../../shared/schema/policy.ts'
import type { AttemptRecord } from '../../../../shared/schema/run.ts'
import type { Sequence } from '../../../../shared/schema/sequence.ts'
import { changedNodes, isSameTopology } from './changes.ts'
import { createNodeView } from './node-view.ts'

/** What the screens read, field by field: a change of one node wakes up only what shows that node. */
export interface WorkspaceView {
  readonly repo: { readonly name: string; readonly path: string }
  readonly version: string
  readonly revision: string
  readonly name: string
  readonly failure: Failure | undefined
  readonly policy: PolicyFile
  readonly session: SessionState
  readonly runs: readonly RunState[]
  readonly nodes: Readonly<Record<string, GraphNode | undefined>>
  readonly attempts: Readonly<Record<string, AttemptRecord | undefined>>
}

/** A workspace's state as signals. */
export interface Workspace {
  readonly view: WorkspaceView
  /** The last state that arrived; undefined before the first and after `clear`. */
  readonly state: Accessor<WorkspaceState | undefined>
  /** The sequence as one value, for questions about the whole graph; changes with every revision. */
  readonly sequence: Accessor<Sequence | undefined>
  /** The same, but changing only when the picture has to be laid out anew. */
  readonly topology: Accessor<Sequence | undefined>
  /** Replaces the state. Values that are identical to before cost nothing. */
  readonly show: (state: WorkspaceState) => void
  readonly clear: () => void
}

/** The same, as the store that is written needs it. */
type Writable = {
  -readonly [Field in Exclude<keyof WorkspaceView, 'nodes' | 'attempts'>]: WorkspaceView[Field]
} & {
  attempts: Record<string, AttemptRecord | undefined>
}

const NO_SESSION: SessionState = { executor: 'mprocs', status: 'none', busy: 0, slots: 0 }

function emptyView(): Writable {
  return {
    repo: { name: '', path: '' },
    version: '',
    revision: '',
    name: '',
    failure: undefined,
    policy: {},
    session: NO_SESSION,
    runs: [],
    attempts: {},
  }
}

/** Makes an empty workspace; its source fills it with `show`. */
export function createWorkspace(): Workspace {
  const [view, setView] = createStore<Writable>(emptyView())
  const [state, setState] = createSignal<WorkspaceState>()
  const [sequence, setSequence] = createSignal<Sequence>()
  const [topology, setTopology] = createSignal<Sequence>()

  const nodes = createNodeView()
  const showNodes = (before: Sequence | undefined, after: Sequence | undefined) => {
    const { changed, removed } = changedNodes(before, after)
    nodes.show(changed, removed)
  }
  const showAttempts = (before: WorkspaceState | undefined, after: WorkspaceState) => {
    for (const [id, attempt] of Object.entries(after.attempts)) {
      if (before?.attempts[id] !== attempt) {
        setView('attempts', id, reconcile(structuredClone(attempt)))
      }
    }
    for (const id of Object.keys(before?.attempts ?? {})) {
      if (!(id in after.attempts)) setView('attempts', id, undefined)
    }
  }
  const showRest = (before: WorkspaceState | undefined, next: WorkspaceState) => {
    const { version, revision, failure } = next
    setView({ version, revision, failure, name: next.sequence?.name ?? '' })
    if (before?.repo !== next.repo) setView('repo', { ...next.repo })
    if (before?.policy !== next.policy) setView('policy', reconcile(structuredClone(next.policy)))
    if (before?.session !== next.session) setView('session', reconcile({ ...next.session }))
    if (before?.runs !== next.runs) setView('runs', structuredClone(next.runs))
  }
  const show = (next: WorkspaceState) =>
    batch(() => {
      const before = state()
      setState(next)
      showRest(before, next)
      showNodes(before?.sequence, next.sequence)
      showAttempts(before, next)
      setSequence(next.sequence)
      if (!isSameTopology(topology(), next.sequence)) setTopology(next.sequence)
    })
  const clear = () =>
    batch(() => {
      setView(reconcile(emptyView()))
      nodes.clear()
      setState(undefined)
      setSequence(undefined)
      setTopology(undefined)
    })
  const whole: WorkspaceView = mergeProps(view, { nodes: nodes.view })
  return { view: whole, state, sequence, topology, show, clear }
}
