import type { JSX } from 'solid-js'
import { Match, Show, Switch } from 'solid-js'
import Accept from '~icons/lucide/check'
import Play from '~icons/lucide/play'
import Reset from '~icons/lucide/rotate-ccw'
import Stop from '~icons/lucide/square'
import { stepStatus } from '../../../../shared/schema/defaults.ts'
import type { Step } from '../../../../shared/schema/step.ts'
import { useApp } from '../state/app-state.ts'
import { acceptStep, resetStep, runStep, stopStep } from '../state/intents.ts'
import { IconButton } from '../ui/button.tsx'

interface QuickActionsProps {
  readonly step: Step
  readonly tabIndex: number
}

/** What one most likely wants to do with a step in its present state. */
export function QuickActions(props: QuickActionsProps): JSX.Element {
  const app = useApp()
  const status = () => stepStatus(props.step)
  const id = () => props.step.id
  return (
    <Show when={status() !== 'BLOCKED'}>
      <span class="card-actions">
        <Switch>
          <Match when={status() === 'READY'}>
            <IconButton
              small
              label={`Run ${id()}`}
              icon={<Play />}
              tabIndex={props.tabIndex}
              disabledReason={app.runBlock()}
              onClick={() => void app.run(`Run ${id()}`, runStep(id()))}
            />
          </Match>
          <Match when={status() === 'RUNNING'}>
            <IconButton
              small
              label={`Stop ${id()}`}
              icon={<Stop />}
              tabIndex={props.tabIndex}
              disabledReason={app.runBlock()}
              onClick={() => void app.run(`Stop ${id()}`, stopStep(id()))}
            />
          </Match>
          <Match when={status() === 'NEEDS_REVIEW'}>
            <IconButton
              small
              label={`Accept ${id()}`}
              icon={<Accept />}
              tabIndex={props.tabIndex}
              disabledReason={app.editBlock()}
              onClick={() => void app.review.open(`Accept ${id()}`, acceptStep(id()))}
            />
          </Match>
          <Match when={status() === 'DONE' || status() === 'FAILED'}>
            <IconButton
              small
              label={`Reset ${id()}`}
              icon={<Reset />}
              tabIndex={props.tabIndex}
              disabledReason={app.editBlock()}
              onClick={() => void app.review.open(`Reset ${id()}`, resetStep(id()))}
            />
          </Match>
        </Switch>
      </span>
    </Show>
  )
}
