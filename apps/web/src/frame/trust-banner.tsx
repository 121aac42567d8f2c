import type { JSX } from 'solid-js'
import { For, Show } from 'solid-js'
import type { TrustAsk } from '../../../../shared/schema/trust.ts'
import { useApp } from '../state/app-state.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import './trust-banner.css'

function AskingFile(props: { readonly file: TrustAsk }): JSX.Element {
  return (
    <li>
      <code>{props.file.path}</code>
      <ul>
        <For each={props.file.asks}>{(wish) => <li>{wish}</li>}</For>
      </ul>
    </li>
  )
}

/** Templates alone only can't be applied; everything else keeps all steps from running. */
function consequence(waiting: readonly TrustAsk[]): string {
  return waiting.every(({ kind }) => kind === 'template')
    ? 'Until you accept it, its templates can not be applied.'
    : 'Until you accept it, nothing of it counts and no step runs.'
}

/** What the repository asks for and nobody has accepted: all of it in sight, and the way to decide. */
export function TrustBanner(): JSX.Element {
  const app = useApp()
  const trust = () => app.source.workspace.state()?.trust
  const waiting = () => trust()?.asks.filter(({ accepted }) => !accepted) ?? []
  const review = () => {
    const digest = trust()?.digest
    if (digest === undefined) return
    void app.review.open('Trust this repository', [{ action: 'trust.accept', digest }])
  }
  return (
    <Show when={waiting().length > 0}>
      <section class="banner trust-banner" aria-label="What this repository asks for">
        <Notice
          kind="warning"
          live
          title="This repository asks for more than you allow"
          actions={<Button onClick={review}>Review and accept …</Button>}
        >
          {consequence(waiting())}
          <div class="trust-wishes">
            <ul class="trust-files">
              <For each={waiting()}>{(file) => <AskingFile file={file} />}</For>
            </ul>
          </div>
        </Notice>
      </section>
    </Show>
  )
}
