import type { JSX } from 'solid-js'
import Template from '~icons/lucide/layout-template'
import Plus from '~icons/lucide/plus'
import { useApp } from '../state/app-state.ts'
import { Button } from '../ui/button.tsx'
import { overlays } from './overlays.ts'

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
        <p>A step is one piece of agent work. Add the first one here, or begin with a template.</p>
        <div class="empty-ways">
          <Button
            kind="primary"
            icon={<Plus />}
            disabledReason={app.editBlock()}
            onClick={() => overlays.show({ kind: 'action', name: 'step.add', given: {} })}
          >
            Add a step…
          </Button>
          <Button
            icon={<Template />}
            disabledReason={app.editBlock()}
            onClick={() => overlays.show({ kind: 'action', name: 'template.apply', given: {} })}
          >
            Use a template…
          </Button>
        </div>
        <p class="muted">The same in a terminal:</p>
        <pre class="code-box">seqctl step add build --type base --model shell -- npm run build</pre>
      </div>
    </div>
  )
}
