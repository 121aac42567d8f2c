import type { JSX } from 'solid-js'
import Close from '~icons/lucide/x'
import { useApp } from '../state/app-state.ts'
import type { AnyStatus } from '../status/node-status.ts'
import { StatusChip } from '../status/status-look.tsx'
import { IconButton } from '../ui/button.tsx'

interface InspectorHeadProps {
  readonly badge: JSX.Element
  readonly name: string
  readonly id: string
  readonly status: AnyStatus
}

/** The name of what is inspected, its status, and the way to close. */
export function InspectorHead(props: InspectorHeadProps): JSX.Element {
  const app = useApp()
  return (
    <header class="inspector-head">
      {props.badge}
      <div class="inspector-title">
        <h2 title={props.name}>{props.name}</h2>
        <span class="code muted truncate">{props.id}</span>
      </div>
      <StatusChip status={props.status} />
      <IconButton label="Close (Esc)" icon={<Close />} onClick={() => app.select(undefined)} />
    </header>
  )
}
