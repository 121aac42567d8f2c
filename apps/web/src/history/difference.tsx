import type { JSX } from 'solid-js'
import { createMemo, For, Match, Show, Switch } from 'solid-js'
import { semanticDiff } from '../../../../shared/diff/semantic.ts'
import { unifiedDiff } from '../../../../shared/diff/unified.ts'
import { formatPlace } from '../../../../shared/failure.ts'
import { SEQUENCE_PATH } from '../../../../shared/schema/paths.ts'
import { DiffView } from '../diff/diff-view.tsx'
import { Notice } from '../ui/notice.tsx'
import type { Version } from './versions.ts'

/** More sentences than anybody reads; the file's difference has all of it. */
const MAX_SENTENCES = 500

/** In which form a difference is shown. */
export type DifferenceView = 'words' | 'file'

/** A version without a plan or with one that is not valid, in a sentence. */
function Unreadable(props: { readonly version: Version; readonly which: string }): JSX.Element {
  const failure = () => {
    const { plan } = props.version
    return plan && !plan.ok ? plan.failure : undefined
  }
  return (
    <Switch>
      <Match when={props.version.text === null}>
        <Notice kind="info">
          {props.which} has no {SEQUENCE_PATH}.
        </Notice>
      </Match>
      <Match when={failure()}>
        {(reason) => (
          <Notice kind="warning" title={`${props.which} has a plan that this ThreadOS can't use.`}>
            {reason().message} {reason().hint}
            <div class="code review-place">{formatPlace(reason().at)}</div>
          </Notice>
        )}
      </Match>
    </Switch>
  )
}

interface DifferenceProps {
  readonly old: Version
  readonly next: Version
  /** What the two are called. */
  readonly names: readonly [string, string]
  readonly view: DifferenceView
}

/** What lies between two versions of the plan, in sentences or in the file. */
export function Difference(props: DifferenceProps): JSX.Element {
  const sentences = createMemo(() => {
    const [before, after] = [props.old.plan, props.next.plan]
    return before?.ok && after?.ok ? semanticDiff(before.value, after.value).sentences : undefined
  })
  const text = createMemo(() =>
    props.view === 'file'
      ? unifiedDiff(SEQUENCE_PATH, props.old.text ?? '', props.next.text ?? '')
      : '',
  )
  return (
    <>
      <Unreadable version={props.old} which={props.names[0]} />
      <Unreadable version={props.next} which={props.names[1]} />
      <Switch>
        <Match when={props.view === 'file' && text() !== ''}>
          <DiffView diff={text()} />
        </Match>
        <Match when={props.view === 'file'}>
          <p class="muted">The file is the same in both, to the byte.</p>
        </Match>
        <Match when={sentences()?.length === 0}>
          <p class="muted">Both plans say the same.</p>
        </Match>
        <Match when={sentences()}>
          {(all) => (
            <>
              <ul class="history-changes" aria-label="Differences">
                <For each={all().slice(0, MAX_SENTENCES)}>
                  {(sentence) => <li data-kind={kindOf(sentence)}>{sentence}</li>}
                </For>
              </ul>
              <Show when={all().length > MAX_SENTENCES}>
                <p class="muted">
                  And {all().length - MAX_SENTENCES} more: the difference of the file has them all.
                </p>
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </>
  )
}

function kindOf(sentence: string): string {
  if (sentence.startsWith('Adds ')) return 'added'
  return sentence.startsWith('Removes ') ? 'removed' : 'changed'
}
