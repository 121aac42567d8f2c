import type { JSX } from 'solid-js'
import { createMemo, createResource, createSignal, Show } from 'solid-js'
import Restore from '~icons/lucide/archive-restore'
import Arrow from '~icons/lucide/arrow-right'
import Close from '~icons/lucide/x'
import type { RestorePlan } from '../../../../shared/commit/restore.ts'
import type { Failure } from '../../../../shared/failure.ts'
import type { PlanCommit } from '../../../../shared/protocol/plan-history.ts'
import { useApp } from '../state/app-state.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { ViewSwitch } from '../ui/view-switch.tsx'
import type { PlanHistory } from '../workspace/source.ts'
import { type Commits, commitTime, shortHash } from './commits.ts'
import { Difference, type DifferenceView } from './difference.tsx'
import { RestoreNotice } from './restore-notice.tsx'
import { readVersion, restoreFrom } from './versions.ts'

const VIEWS: Readonly<Record<DifferenceView, string>> = { words: 'In words', file: 'In the file' }

interface DetailProps {
  readonly history: PlanHistory
  readonly commits: Commits
}

/** What lies between a commit's plan and another one or the one of now, and the way back to it. */
export function CommitDetail(props: DetailProps): JSX.Element {
  const app = useApp()
  const { commits, history } = props
  const [view, setView] = createSignal<DifferenceView>('words')
  const [left, setLeft] = createSignal<readonly string[]>()
  const [trouble, setTrouble] = createSignal<Failure>()
  const [isRestoring, setRestoring] = createSignal(false)
  const ends = createMemo((): { from: PlanCommit; to: PlanCommit | undefined } | undefined => {
    const [one, other] = [commits.selected(), commits.other()]
    if (!one) return undefined
    const list = commits.list()
    const isOlder = other === undefined || list.indexOf(one) > list.indexOf(other)
    return isOlder ? { from: one, to: other } : { from: other, to: one }
  })
  const names = (): readonly [string, string] => {
    const both = ends()
    return [both ? shortHash(both.from) : '', both?.to ? shortHash(both.to) : 'Now']
  }
  const question = () => {
    const now = app.source.workspace.view.revision
    const chosen = commits.selected()
    const both = ends()
    // The plan of now is another one with each revision.
    return both && chosen && { ...both, chosen, now: both.to ? '' : now }
  }
  const [versions] = createResource(question, async ({ from, to, chosen, now }) => {
    setLeft(undefined)
    setTrouble(undefined)
    const [old, next] = await Promise.all([
      readVersion(history, from.hash),
      readVersion(history, to?.hash),
    ])
    if (!old.ok) return old
    if (!next.ok) return next
    const own = chosen === from ? old.value : next.value
    return { ok: true as const, value: { old: old.value, next: next.value, own, now } }
  })
  const read = () => {
    const result = versions.state === 'ready' ? versions() : undefined
    return result?.ok ? result.value : undefined
  }
  const failure = () => {
    const result = versions.state === 'ready' ? versions() : undefined
    return result && !result.ok ? result.failure : trouble()
  }
  const block = () => {
    const plan = read()?.own.plan
    if (!plan) return read() ? 'This commit has no plan.' : 'Still reading.'
    return plan.ok ? app.editBlock() : 'This plan is not valid; the reason is below.'
  }
  /** Opens the review; first says what would be missing. */
  const offer = async (commit: PlanCommit, found: RestorePlan, isSure: boolean) => {
    const mustTell = found.left.length > 0 && !isSure
    setLeft(mustTell ? found.left : undefined)
    if (mustTell) return
    if (found.actions.length === 0) {
      app.announce({ kind: 'info', message: 'The plan says the same already.' })
      return
    }
    await app.review.open(`Restore the plan of ${shortHash(commit)}`, [...found.actions])
  }
  const restore = async (isSure: boolean) => {
    const [chosen, plan] = [commits.selected(), read()?.own.plan]
    if (!(chosen && plan?.ok)) return
    setRestoring(true)
    const found = await restoreFrom(app.source, history, chosen.hash, plan.value)
    setRestoring(false)
    setTrouble(found.ok ? undefined : found.failure)
    if (found.ok) await offer(chosen, found.value, isSure)
  }
  return (
    <section class="history-detail" aria-label="What changed">
      <Show when={ends()}>
        {(both) => (
          <div class="history-bar">
            <End commit={both().from} />
            <span class="icon history-arrow">
              <Arrow />
            </span>
            <End commit={both().to} />
            <Show when={commits.other()}>
              {(other) => (
                <IconButton
                  small
                  label="Compare with the plan of now again"
                  icon={<Close />}
                  onClick={() => commits.toggleOther(other())}
                />
              )}
            </Show>
            <span class="bar-space" />
            <ViewSwitch
              views={Object.keys(VIEWS) as DifferenceView[]}
              labelOf={(id) => VIEWS[id]}
              value={view()}
              onChange={setView}
            />
            <Button
              icon={<Restore />}
              disabledReason={block()}
              busy={isRestoring()}
              testId="history-restore"
              title={`Bring the plan of ${commits.selected()?.hash.slice(0, 7)} back, as a proposal`}
              onClick={() => void restore(false)}
            >
              Restore {commits.selected()?.hash.slice(0, 7)}…
            </Button>
          </div>
        )}
      </Show>
      <section class="history-body" aria-label="The commit and its differences" tabindex={0}>
        <Show when={commits.selected()}>{(commit) => <Facts commit={commit()} />}</Show>
        <Show when={failure()}>
          {(reason) => (
            <Notice kind="warning" live>
              {reason().message} {reason().hint}
            </Notice>
          )}
        </Show>
        <Show when={left()}>
          {(sentences) => (
            <RestoreNotice
              left={sentences()}
              hash={commits.selected()?.hash ?? ''}
              onGoOn={() => void restore(true)}
              onLeave={() => setLeft(undefined)}
            />
          )}
        </Show>
        <Show
          when={read()}
          fallback={
            <Show when={versions.loading}>
              <p class="muted">Reading…</p>
            </Show>
          }
        >
          {(both) => (
            <Difference old={both().old} next={both().next} names={names()} view={view()} />
          )}
        </Show>
      </section>
    </section>
  )
}

function End(props: { readonly commit: PlanCommit | undefined }): JSX.Element {
  return (
    <Show when={props.commit} fallback={<strong class="history-end">now</strong>}>
      {(commit) => (
        <code class="history-end" title={commit().subject}>
          {shortHash(commit())}
        </code>
      )}
    </Show>
  )
}

function Facts(props: { readonly commit: PlanCommit }): JSX.Element {
  return (
    <div class="history-head">
      <h3>{props.commit.subject || 'Without a message'}</h3>
      <p class="muted">
        {props.commit.author}, {commitTime(props.commit)} · <code>{props.commit.hash}</code>
      </p>
    </div>
  )
}
