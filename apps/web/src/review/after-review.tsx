import type { JSX } from 'solid-js'
import { createSignal, onMount, Show } from 'solid-js'
import Done from '~icons/lucide/check'
import Close from '~icons/lucide/x'
import { useApp } from '../state/app-state.ts'
import type { AfterReview } from '../state/review.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ProposalDetails } from './review-dialog.tsx'
import './after-review.css'

/** What was changed at once in POWER: the sentences, the difference on demand, and the way back. */
export function AfterReviewBar(props: { readonly done: AfterReview }): JSX.Element {
  const app = useApp()
  const [isOpen, setOpen] = createSignal(false)
  // The number of this very change: Undo here never takes back a later one.
  const [record, setRecord] = createSignal<number>()
  onMount(async () => {
    const state = await app.source.history()
    if (state.ok) setRecord(state.value.undo?.record)
  })
  const undo = async () => {
    const moved = await app.source.moveHistory('undo', record())
    if (moved.ok) app.review.putAway()
    else app.announce({ kind: 'warning', message: moved.failure.message })
  }
  const reason = () => {
    if (app.editBlock() !== undefined) return app.editBlock()
    return record() === undefined ? 'This change can no longer be undone here.' : undefined
  }
  const sentences = () => props.done.proposal.items.map((item) => `${item.description}.`).join(' ')
  return (
    <section class="after" aria-label="The change that was made" data-testid="after-review">
      <span class="icon after-icon">
        <Done />
      </span>
      <h2 class="after-title truncate">{props.done.title}</h2>
      <span class="after-what truncate" role="status" title={sentences()}>
        {sentences()}
      </span>
      <Button kind="quiet" onClick={() => setOpen(true)}>
        What changed
      </Button>
      <Button testId="after-undo" disabledReason={reason()} onClick={() => void undo()}>
        Undo
      </Button>
      <IconButton small label="Put away" icon={<Close />} onClick={app.review.putAway} />
      <Show when={isOpen()}>
        <Dialog size="wide" title={props.done.title} onClose={() => setOpen(false)}>
          <ProposalDetails proposal={props.done.proposal} />
        </Dialog>
      </Show>
    </section>
  )
}
