import type { JSX } from 'solid-js'
import { For, Match, Show, Switch } from 'solid-js'
import type { Proposal } from '../../../../shared/commit/proposal.ts'
import { type Failure, formatPlace } from '../../../../shared/failure.ts'
import { ok } from '../../../../shared/result.ts'
import { DiffView } from '../diff/diff-view.tsx'
import { useApp } from '../state/app-state.ts'
import type { Review } from '../state/review.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { createDecision, SureTick } from './decision.tsx'
import { PromptPreviews } from './prompt-previews.tsx'
import { VerdictWord } from './verdict-line.tsx'
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
          footer={<ReviewButtons review={review()} />}
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

interface DetailsProps {
  readonly proposal: Proposal
  /** True where there is little room: what it does and the policy's word, without files and command lines. */
  readonly brief?: boolean
}

/** True for a word of the policy that a person's click answers. */
function isUsual({ allowed, confirmation }: Proposal['verdict']): boolean {
  return allowed && confirmation !== 'double'
}

/** A proposal in sentences, with the difference that it makes and the policy's word. */
export function ProposalDetails(props: DetailsProps): JSX.Element {
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
      <Switch fallback={<PolicyWord verdict={proposal().verdict} />}>
        <Match when={props.brief && isUsual(proposal().verdict)}>
          <VerdictWord result={ok(proposal())} />
        </Match>
        <Match when={props.brief && proposal().verdict.allowed}>
          <Notice kind="warning">{proposal().verdict.reason}</Notice>
        </Match>
      </Switch>
      <Show when={!props.brief}>
        <WhatChanges proposal={proposal()} />
      </Show>
    </>
  )
}

/** The difference of the files, and the command lines that do the same. */
function WhatChanges(props: { readonly proposal: Proposal }): JSX.Element {
  const proposal = () => props.proposal
  return (
    <>
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

/** Discard and Apply. */
function ReviewButtons(props: { readonly review: Review }): JSX.Element {
  const app = useApp()
  const decision = createDecision({
    proposal: () => props.review.proposal,
    block: app.editBlock,
  })
  return (
    <>
      <SureTick decision={decision} />
      <span class="bar-space" />
      <Button kind="quiet" onClick={app.review.discard}>
        Discard
      </Button>
      <Button
        kind={decision.isGrave() ? 'danger' : 'primary'}
        disabledReason={decision.reason()}
        busy={props.review.stage !== 'ready'}
        testId="review-apply"
        onClick={() => void app.review.apply()}
      >
        {decision.label()}
      </Button>
    </>
  )
}
