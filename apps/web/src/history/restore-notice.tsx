import type { JSX } from 'solid-js'
import { For, Show } from 'solid-js'
import { SEQUENCE_PATH } from '../../../../shared/schema/paths.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

const MAX_SHOWN = 8

interface RestoreNoticeProps {
  readonly left: readonly string[]
  readonly hash: string
  readonly onGoOn: () => void
  readonly onLeave: () => void
}

/** What a restored plan would not have again, before it is proposed. */
export function RestoreNotice(props: RestoreNoticeProps): JSX.Element {
  return (
    <Notice
      kind="warning"
      live
      title="Not all of it can be brought back by a change of the plan."
      actions={
        <>
          <Button onClick={props.onGoOn}>Restore the rest…</Button>
          <Button kind="quiet" onClick={props.onLeave}>
            Leave it
          </Button>
        </>
      }
    >
      <ul>
        <For each={props.left.slice(0, MAX_SHOWN)}>{(sentence) => <li>{sentence}</li>}</For>
        <Show when={props.left.length > MAX_SHOWN}>
          <li>And {props.left.length - MAX_SHOWN} more.</li>
        </Show>
      </ul>
      Git brings the file back as a whole:
      <pre class="code-box" tabindex={0}>
        git restore --source={props.hash.slice(0, 12)} -- {SEQUENCE_PATH}
      </pre>
    </Notice>
  )
}
