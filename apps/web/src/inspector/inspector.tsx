import type { JSX } from 'solid-js'
import { createMemo, Match, Switch } from 'solid-js'
import { isStep } from '../../../../shared/schema/defaults.ts'
import { useApp } from '../state/app-state.ts'
import { GateInspector } from './gate-inspector.tsx'
import { StepInspector } from './step-inspector.tsx'
import './inspector.css'

/** Everything about the selected step or gate. */
export function Inspector(): JSX.Element {
  const app = useApp()
  const node = createMemo(() => app.source.workspace.view.nodes[app.selected() ?? ''])
  const step = () => {
    const selected = node()
    return selected && isStep(selected) ? selected : undefined
  }
  const gate = () => {
    const selected = node()
    return selected && !isStep(selected) ? selected : undefined
  }
  return (
    <Switch>
      <Match when={step()?.id} keyed>
        <StepInspector step={step()} />
      </Match>
      <Match when={gate()?.id} keyed>
        <GateInspector gate={gate()} />
      </Match>
    </Switch>
  )
}
