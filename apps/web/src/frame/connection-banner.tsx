import type { JSX } from 'solid-js'
import { Match, Switch } from 'solid-js'
import type { Session } from '../start/session.ts'
import { useApp } from '../state/app-state.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import type { SourceKind } from '../workspace/source.ts'

/** What is said of sources that no repository stands behind. */
const LOOKED_AT: Partial<Record<SourceKind, { readonly words: string; readonly leave: string }>> = {
  demo: {
    words: 'This is the built-in demo: edits stay in this tab, nothing runs and nothing is saved.',
    leave: 'Leave the demo',
  },
  snapshot: {
    words:
      'This is a snapshot: it can be looked at. Nothing of it runs, and nothing of it was written anywhere.',
    leave: 'Close the snapshot',
  },
}

/** A line under the top bar whenever what is shown is not the fresh truth, with the way out. */
export function ConnectionBanner(props: { readonly session: Session }): JSX.Element {
  const app = useApp()
  const connection = () => app.source.connection()
  const message = () => {
    const now = connection()
    return 'message' in now ? now.message : ''
  }
  const hasState = () => app.source.workspace.state() !== undefined
  return (
    <section class="banner" aria-label="State of this workspace">
      <Switch>
        <Match when={connection().kind === 'lost'}>
          <Notice
            kind="warning"
            live
            title={hasState() ? 'Not connected' : 'The bridge is not running'}
            actions={
              <>
                <Button onClick={() => void app.source.reconnect()}>Try now</Button>
                <Button kind="quiet" onClick={props.session.leave}>
                  Close
                </Button>
              </>
            }
          >
            {hasState()
              ? message()
              : 'Start it in your repository with "npm start" or "seqctl bridge start"; this page connects by itself.'}
          </Notice>
        </Match>
        <Match when={connection().kind === 'permission'}>
          <Notice
            kind="warning"
            live
            title="The folder is out of reach"
            actions={
              <>
                <Button kind="primary" onClick={() => void app.source.reconnect()}>
                  Reconnect {app.source.workspace.view.repo.name}
                </Button>
                <Button kind="quiet" onClick={props.session.leave}>
                  Close
                </Button>
              </>
            }
          >
            {message()}
          </Notice>
        </Match>
        <Match when={LOOKED_AT[app.source.kind]}>
          {(shown) => (
            <Notice
              kind="info"
              actions={
                <Button kind="quiet" onClick={props.session.leave}>
                  {shown().leave}
                </Button>
              }
            >
              {shown().words}
            </Notice>
          )}
        </Match>
      </Switch>
    </section>
  )
}
