import type { JSX } from 'solid-js'
import { ErrorBoundary, lazy, Match, Suspense, Switch } from 'solid-js'
import { render } from 'solid-js/web'
import { Crash } from './frame/crash.tsx'
import { listenForInstallOffer } from './settings/install.tsx'
import { registerServiceWorker } from './start/register-service-worker.ts'
import { createSession } from './start/session.ts'
import { Starting } from './start/starting.tsx'
import { WelcomePage } from './start/welcome-page.tsx'
import { createToasts, ToastCorner } from './ui/toasts.tsx'
import './settings/preferences.ts'
import './style/tokens.css'
import './style/base.css'

/** The first page loads without it: whoever looks at the ways in has opened nothing yet. */
const WorkspaceScreen = lazy(async () => ({
  default: (await import('./frame/workspace-screen.tsx')).WorkspaceScreen,
}))

/** The whole app: the way in, or the workspace that is open. */
function App(): JSX.Element {
  const toasts = createToasts()
  const session = createSession(toasts.show)
  const opened = () => {
    const place = session.place()
    return place.kind === 'open' ? place.source : undefined
  }
  return (
    <ErrorBoundary
      fallback={(cause, retry) => <Crash what="The app" cause={cause} retry={retry} />}
    >
      <Switch>
        <Match when={opened()} keyed>
          {(source) => (
            <Suspense fallback={<Starting />}>
              <WorkspaceScreen source={source} session={session} announce={toasts.show} />
            </Suspense>
          )}
        </Match>
        <Match when={session.place().kind === 'welcome'}>
          <WelcomePage session={session} />
        </Match>
        <Match when={session.place().kind === 'starting'}>
          <Starting />
        </Match>
      </Switch>
      <ToastCorner toasts={toasts} />
    </ErrorBoundary>
  )
}

/** Puts the app on the page. */
export function startApp(): void {
  const root = document.getElementById('app')
  if (!root) return
  render(() => <App />, root)
  registerServiceWorker()
  listenForInstallOffer()
}
