import type { JSX } from 'solid-js'
import { createMemo, createSignal, For, Show } from 'solid-js'
import Block from '~icons/lucide/octagon-x'
import Shield from '~icons/lucide/shield'
import Approve from '~icons/lucide/shield-check'
import { blockedBecause } from '../../../../shared/dag/explain.ts'
import { dependenciesOf, gateStatus } from '../../../../shared/schema/defaults.ts'
import type { Gate } from '../../../../shared/schema/gate.ts'
import { useApp } from '../state/app-state.ts'
import { approveGate, blockGate, runRunnable } from '../state/intents.ts'
import { settings } from '../state/settings.ts'
import { formatMoment } from '../status/duration.ts'
import { lookStatus } from '../status/node-status.ts'
import { StatusChip } from '../status/status-look.tsx'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { GateEvidence } from './gate-evidence.tsx'
import { releasedBy } from './gate-facts.ts'
import { InspectorHead } from './inspector-head.tsx'

/** A gate: what it waits for, what it will release, and a person's decision. */
export function GateInspector(props: { readonly gate: Gate | undefined }): JSX.Element {
  return (
    <Show when={props.gate}>
      {(gate) => (
        <>
          <InspectorHead
            badge={
              <span class="type-badge icon" title="Gate">
                <Shield />
              </span>
            }
            name={gate().name}
            id={gate().id}
            status={lookStatus(gate())}
          />
          <div class="inspector-body inspector-scroll">
            <Decided gate={gate()} />
            <section>
              <h3 class="inspector-heading">Waits for</h3>
              <NodeRows ids={dependenciesOf(gate())} none="This gate waits for nothing." />
            </section>
            <Released gate={gate()} />
            <GateEvidence gate={gate()} />
            <Decision gate={gate()} />
          </div>
        </>
      )}
    </Show>
  )
}

function Decided(props: { readonly gate: Gate }): JSX.Element {
  const app = useApp()
  return (
    <Show when={gateStatus(props.gate) !== 'PENDING'}>
      <Notice kind={gateStatus(props.gate) === 'APPROVED' ? 'info' : 'warning'}>
        {gateStatus(props.gate) === 'APPROVED' ? 'Approved' : 'Blocked'}
        <Show when={props.gate.approved_by}> by {props.gate.approved_by}</Show>
        <Show when={props.gate.approved_at}>
          {(moment) => <> at {formatMoment(moment(), app.now())}</>}
        </Show>
        .
        <Show when={props.gate.note}>
          <blockquote class="gate-note">{props.gate.note}</blockquote>
        </Show>
      </Notice>
    </Show>
  )
}

function Released(props: { readonly gate: Gate }): JSX.Element {
  const app = useApp()
  const released = createMemo(() => {
    const sequence = app.source.workspace.sequence()
    return sequence ? releasedBy(sequence, props.gate.id) : []
  })
  return (
    <section>
      <h3 class="inspector-heading">
        {gateStatus(props.gate) === 'APPROVED' ? 'Released' : 'Will release'}
      </h3>
      <NodeRows ids={released()} none="Nothing waits for this gate alone." />
    </section>
  )
}

function NodeRows(props: { readonly ids: readonly string[]; readonly none: string }): JSX.Element {
  const app = useApp()
  return (
    <Show when={props.ids.length > 0} fallback={<p class="muted">{props.none}</p>}>
      <ul class="node-rows">
        <For each={props.ids}>
          {(id) => (
            <Show when={app.source.workspace.view.nodes[id]}>
              {(node) => (
                <li>
                  <button type="button" class="node-row" onClick={() => app.select(id)}>
                    <span class="truncate">{node().name}</span>
                    <StatusChip status={lookStatus(node())} />
                  </button>
                </li>
              )}
            </Show>
          )}
        </For>
      </ul>
    </Show>
  )
}

/** The note and the two buttons. Approving is done at once; blocking holds work back and is asked again. */
function Decision(props: { readonly gate: Gate }): JSX.Element {
  const app = useApp()
  const [note, setNote] = createSignal('')
  const [isBusy, setBusy] = createSignal(false)
  const id = () => props.gate.id
  const waiting = createMemo(() => {
    const sequence = app.source.workspace.sequence()
    const { blockers, sentence } = sequence
      ? blockedBecause(sequence, id())
      : { blockers: [], sentence: '' }
    return blockers.length > 0 ? `It still ${sentence}.` : undefined
  })
  const approve = async () => {
    setBusy(true)
    const result = await app.review.now(`Approve ${id()}`, approveGate(id(), note()))
    setBusy(false)
    if (!result.ok) {
      if (result.failure.code !== 'CONFIRMATION_REQUIRED') {
        app.announce({
          kind: 'error',
          title: `${id()} was not approved.`,
          message: result.failure.message,
        })
      }
      return
    }
    setNote('')
    if (settings.runsAfterApproval() === 'yes' && app.runBlock() === undefined) {
      await app.run('Run what it released', runRunnable())
    }
  }
  return (
    <Show when={gateStatus(props.gate) !== 'APPROVED'} fallback={<TakeBack gate={props.gate} />}>
      <section class="gate-decision">
        <Field label="Note" lines={3} value={note()} onInput={setNote} placeholder="Why" />
        <Show when={app.source.capabilities.run}>
          <label class="review-sure">
            <input
              type="checkbox"
              checked={settings.runsAfterApproval() === 'yes'}
              onChange={(event) =>
                settings.setRunsAfterApproval(event.currentTarget.checked ? 'yes' : 'no')
              }
            />
            Run what this releases
          </label>
        </Show>
        <Show when={waiting()}>{(sentence) => <p class="muted">{sentence()}</p>}</Show>
        <div class="inspector-row">
          <Button
            kind="primary"
            icon={<Approve />}
            busy={isBusy()}
            disabledReason={app.editBlock() ?? waiting()}
            testId="approve"
            onClick={() => void approve()}
          >
            Approve
          </Button>
          <Show when={gateStatus(props.gate) === 'PENDING'}>
            <Button
              icon={<Block />}
              disabledReason={app.editBlock()}
              onClick={() => void app.review.open(`Block ${id()}`, blockGate(id(), note()))}
            >
              Block…
            </Button>
          </Show>
        </div>
      </section>
    </Show>
  )
}

function TakeBack(props: { readonly gate: Gate }): JSX.Element {
  const app = useApp()
  return (
    <div class="inspector-row">
      <Button
        icon={<Block />}
        disabledReason={app.editBlock()}
        onClick={() => void app.review.open(`Block ${props.gate.id}`, blockGate(props.gate.id, ''))}
      >
        Block after all…
      </Button>
    </div>
  )
}
