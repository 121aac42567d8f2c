import type { JSX } from 'solid-js'
import { useApp } from '../state/app-state.ts'

/** Shown until the first state has arrived. */
export function Loading(): JSX.Element {
  return (
    <div class="empty" aria-busy="true">
      <p class="muted">Loading…</p>
    </div>
  )
}

/** A sequence without steps. */
export function EmptySequence(): JSX.Element {
  const app = useApp()
  return (
    <div class="empty">
      <div class="empty-box">
        <h2>“{app.source.workspace.view.name}” has no steps yet</h2>
        <p>
          A step is one piece of agent work. Add the first one in a terminal; it appears here at
          once.
        </p>
        <pre class="code-box">seqctl step add build --type base --model shell -- npm run build</pre>
      </div>
    </div>
  )
}
