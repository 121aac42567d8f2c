import type { JSX } from 'solid-js'
import { createEffect, createSignal, For, on, Show } from 'solid-js'
import type { Proposal } from '../../../../shared/commit/proposal.ts'
import { type Failure, formatPlace } from '../../../../shared/failure.ts'
import { DiffView } from '../diff/diff-view.tsx'
import { useApp } from '../state/app-state.ts'
import type { Review } from '../state/review.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { PromptPreviews } from './prompt-previews.tsx'
import './review.css'

/** What a change would do, before it is made: sentences, the difference of the file, and the policy's word. */
export function ReviewDialog(): JSX.Element {
  const app = useApp()
  return (
    <Show when={app.review.current()}>
      {(review) => (
        <Dialog
          size="wide"
          title={review().title}
          onClose={app.review.discard}
          footer={<Decision review={review()} />}
        >
          <Show when={review().notice}>
            {(notice) => (
              <Notice kind="warning" live>
                {notice()}
              </Notice>
            )}
          </Show>
          <Show when={review().failure}>{(failure) => <Refusal failure={failure()} />}</Show>
          <Show
            when={review().proposal}
            fallback={
              <Show when={review().stage === 'preparing'}>
                <p class="muted">Working out what would change…</p>
              </Show>
            }
          >
            {(proposal) => <ProposalDetails proposal={proposal()} />}
          </Show>
        </Dialog>
      )}
    </Show>
  )
}

function Refusal(props: { readonly failure: Failure }): JSX.Element {
  return (
    <Notice kind="error" live title="This can't be done as it is.">
      {props.failure.message} {props.failure.hint}
      <Show when={formatPlace(props.failure.at)}>
        {(place) => <div class="code review-place">{place()}</div>}
      </Show>
    </Notice>
  )
}

/** A proposal in sentences, with the difference that it makes and the policy's word. */
export function ProposalDetails(props: { readonly proposal: Proposal }): JSX.Element {
  const proposal = () => props.proposal
  return (
    <>
      <ul class="review-items">
        <For each={proposal().items}>
          {(item) => (
            <li>
              {item.description}
              <Show when={item.destructive}>
                <span class="review-mark review-danger">destructive</span>
              </Show>
              <Show when={!item.reversible}>
                <span class="review-mark">can't be undone</span>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <For each={proposal().notes}>{(note) => <Notice kind="info">{note}</Notice>}</For>
      <PolicyWord verdict={proposal().verdict} />
      <Show
        when={proposal().diff !== ''}
        fallback={<p class="muted">The plan itself does not change.</p>}
      >
        <DiffView diff={proposal().diff} />
      </Show>
      <PromptPreviews proposal={proposal()} />
      <Show when={proposal().prompts.length > 0}>
        <section>
          <h3 class="review-heading">Prompt files</h3>
          <ul class="review-files">
            <For each={proposal().prompts}>
              {(prompt) => (
                <li>
                  <span class="review-mark">{prompt.change}</span>{' '}
                  <code>
                    <Show when={prompt.from}>{prompt.from} → </Show>
                    {prompt.path}
                  </code>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
      <section>
        <h3 class="review-heading">The same in a terminal</h3>
        <pre class="code-box review-command" tabindex={0}>
          {proposal()
            .items.map((item) => item.command)
            .filter((command) => command !== '')
            .join('\n')}
        </pre>
      </section>
    </>
  )
}

/** What the policy says, with every rule that had a word in it. */
function PolicyWord(props: { readonly verdict: Proposal['verdict'] }): JSX.Element {
  const rules = () => props.verdict.rules
  return (
    <Show when={!props.verdict.allowed || rules().length > 0}>
      <Notice kind={props.verdict.allowed ? 'warning' : 'error'} title={props.verdict.reason}>
        <ul>
          <For each={rules()}>
            {(rule) => (
              <li>
                policy: <code>{rule.rule}</code>
                <Show when={rule.reason !== props.verdict.reason}> {rule.reason}</Show>
              </li>
            )}
          </For>
        </ul>
      </Notice>
    </Show>
  )
}

/** Discard and Apply. What loses something is named on the button, and asked twice when the policy says so. */
function Decision(props: { readonly review: Review }): JSX.Element {
  const app = useApp()
  const [isSure, setSure] = createSignal(false)
  createEffect(
    on(
      () => props.review.proposal,
      () => setSure(false),
    ),
  )
  const proposal = () => props.review.proposal
  const isDestructive = () => proposal()?.items.some((item) => item.destructive) ?? false
  const level = () => proposal()?.verdict.confirmation ?? 'none'
  const needsWord = () => isDestructive() || level() !== 'none'
  const label = () => {
    const items = proposal()?.items ?? []
    if (!needsWord()) return 'Apply'
    return items.length === 1
      ? (items[0]?.description ?? 'Apply')
      : `Apply all ${items.length} changes`
  }
  const reason = () => {
    if (!proposal()) return 'There is nothing to apply.'
    if (proposal()?.verdict.allowed === false) return 'The policy does not allow this.'
    if (level() === 'double' && !isSure()) return 'Tick the box first.'
    return app.editBlock()
  }
  return (
    <>
      <Show when={level() === 'double'}>
        <label class="review-sure">
          <input
            type="checkbox"
            checked={isSure()}
            onChange={(event) => setSure(event.currentTarget.checked)}
          />
          I have read it and want exactly this.
        </label>
      </Show>
      <span class="bar-space" />
      <Button kind="quiet" onClick={app.review.discard}>
        Discard
      </Button>
      <Button
        kind={needsWord() ? 'danger' : 'primary'}
        disabledReason={reason()}
        busy={props.review.stage !== 'ready'}
        testId="review-apply"
        onClick={() => void app.review.apply()}
      >
        {label()}
      </Button>
    </>
  )
}
