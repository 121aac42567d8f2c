import type { JSX } from 'solid-js'
import { Show } from 'solid-js'
import { type Failure, formatPlace } from '../../../../shared/failure.ts'
import { Notice } from '../ui/notice.tsx'

/** What is wrong with the policy, and that nothing runs until it is mended. */
export function PolicyBanner(props: {
  readonly failure: Pick<Failure, 'message' | 'at' | 'hint'>
}): JSX.Element {
  const place = () => formatPlace(props.failure.at)
  return (
    <section class="banner" aria-label="The policy can't be used">
      <Notice
        kind="error"
        live
        title="The policy can't be used, so nothing runs and nothing can be changed"
      >
        <Show when={place()}>{(text) => <code>{text()}: </code>}</Show>
        {props.failure.message} {props.failure.hint}
      </Notice>
    </section>
  )
}
