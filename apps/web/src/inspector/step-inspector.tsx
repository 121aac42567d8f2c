import type { JSX } from 'solid-js'
import { createEffect, createMemo, createSignal, Match, Show, Switch } from 'solid-js'
import Accept from '~icons/lucide/check'
import Play from '~icons/lucide/play'
import Reset from '~icons/lucide/rotate-ccw'
import Stop from '~icons/lucide/square'
import Reject from '~icons/lucide/x'
import { blockedBecause } from '../../../../shared/dag/explain.ts'
import { stepStatus } from '../../../../shared/schema/defaults.ts'
import type { Step } from '../../../../shared/schema/step.ts'
import { useApp } from '../state/app-state.ts'
import { acceptStep, rejectStep, resetStep, runStep, stopStep } from '../state/intents.ts'
import { TypeBadge } from '../status/type-badge.tsx'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { Attempts } from './attempts.tsx'
import { InspectorHead } from './inspector-head.tsx'
import { PromptTab } from './prompt-tab.tsx'
import { StepDetails } from './step-details.tsx'

/** A step: how it stands, what can be done with it, its fields, its attempts and its prompt. */
export function StepInspector(props: { readonly step: Step | undefined }): JSX.Element {
  const app = useApp()
  const hasRun = () => app.source.workspace.view.attempts[props.step?.id ?? ''] !== undefined
  const [chosen, setChosen] = createSignal<string>()
  // What a step printed is what people look for; what it will do matters until then.
  createEffect(() => {
    if (app.promptWish() === undefined || app.promptWish() !== props.step?.id) return
    setChosen('prompt')
    app.wishPrompt(undefined)
  })
  const tab = () => chosen() ?? (hasRun() ? 'attempts' : 'details')
  return (
    <Show when={props.step}>
      {(step) => (
        <>
          <InspectorHead
            badge={<TypeBadge type={step().type} />}
            name={step().name}
            id={step().id}
            status={stepStatus(step())}
          />
          <div class="inspector-act">
            <StepActions step={step()} />
          </div>
          <WhyBlocked step={step()} />
          <Tabs
            label="Step"
            value={tab()}
            onChange={setChosen}
            tabs={[
              {
                id: 'details',
                label: 'Details',
                content: () => <StepDetails step={step()} onEdit={() => setChosen('details')} />,
              },
              {
                id: 'attempts',
                label: 'Attempts',
                content: () => <Attempts stepId={step().id} />,
              },
              { id: 'prompt', label: 'Prompt', content: () => <PromptTab step={step()} /> },
            ]}
          />
        </>
      )}
    </Show>
  )
}

function WhyBlocked(props: { readonly step: Step }): JSX.Element {
  const app = useApp()
  const sentence = createMemo(() => {
    const sequence = app.source.workspace.sequence()
    if (!sequence || stepStatus(props.step) !== 'BLOCKED') return undefined
    return `This step ${blockedBecause(sequence, props.step.id).sentence}.`
  })
  return (
    <Show when={sentence()}>
      {(text) => (
        <div class="inspector-note">
          <Notice kind="info">{text()}</Notice>
        </div>
      )}
    </Show>
  )
}

function StepActions(props: { readonly step: Step }): JSX.Element {
  const app = useApp()
  const id = () => props.step.id
  return (
    <Switch>
      <Match when={stepStatus(props.step) === 'READY' || stepStatus(props.step) === 'BLOCKED'}>
        <Button
          kind="primary"
          icon={<Play />}
          disabledReason={
            app.runBlock() ??
            (stepStatus(props.step) === 'BLOCKED'
              ? 'It waits for other steps or gates.'
              : undefined)
          }
          onClick={() => void app.run(`Run ${id()}`, runStep(id()))}
        >
          Run this step
        </Button>
      </Match>
      <Match when={stepStatus(props.step) === 'RUNNING'}>
        <Button
          icon={<Stop />}
          disabledReason={app.runBlock()}
          onClick={() => void app.run(`Stop ${id()}`, stopStep(id()))}
        >
          Stop
        </Button>
      </Match>
      <Match when={stepStatus(props.step) === 'NEEDS_REVIEW'}>
        <Button
          kind="primary"
          icon={<Accept />}
          disabledReason={app.editBlock()}
          onClick={() => void app.run(`Accept ${id()}`, acceptStep(id()))}
        >
          Accept
        </Button>
        <Button
          icon={<Reject />}
          disabledReason={app.editBlock()}
          onClick={() => void app.review.open(`Reject ${id()}`, rejectStep(id()))}
        >
          Reject…
        </Button>
      </Match>
      <Match when={stepStatus(props.step) === 'DONE' || stepStatus(props.step) === 'FAILED'}>
        <Button
          icon={<Reset />}
          disabledReason={app.editBlock()}
          onClick={() => void app.review.open(`Reset ${id()}`, resetStep(id()))}
        >
          Reset…
        </Button>
      </Match>
    </Switch>
  )
}
