import type { JSX } from 'solid-js'
import {
  createEffect,
  ErrorBoundary,
  lazy,
  Match,
  on,
  onCleanup,
  Show,
  Suspense,
  Switch,
} from 'solid-js'
import { Canvas } from '../canvas/canvas.tsx'
import { warmLayout } from '../canvas/layout-source.ts'
import { notifyOfWaiting } from '../inbox/notifications.ts'
import type { Session } from '../start/session.ts'
import { type Announce, AppStateProvider, createAppState, useApp } from '../state/app-state.ts'
import { settings } from '../state/settings.ts'
import { Splitter } from '../ui/splitter.tsx'
import type { WorkspaceSource } from '../workspace/source.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import { Crash } from './crash.tsx'
import { EmptySequence, Loading } from './empty-states.tsx'
import { OverlayHost } from './overlay-host.tsx'
import { DrawerFrame, Guarded, PageFrame, RightPanelFrame, SidePanelFrame } from './panel-frame.tsx'
import { panels } from './panels.ts'
import { Rail } from './rail.tsx'
import { listenForShortcuts } from './shortcuts.ts'
import { TopBar } from './top-bar.tsx'
import './frame.css'

const Inspector = lazy(async () => ({
  default: (await import('../inspector/inspector.tsx')).Inspector,
}))
const ReviewDialog = lazy(async () => ({
  default: (await import('../review/review-dialog.tsx')).ReviewDialog,
}))
const AfterReviewBar = lazy(async () => ({
  default: (await import('../review/after-review.tsx')).AfterReviewBar,
}))
const InvalidFile = lazy(async () => ({
  default: (await import('./invalid-file.tsx')).InvalidFile,
}))
const TrustBanner = lazy(async () => ({
  default: (await import('./trust-banner.tsx')).TrustBanner,
}))
const PolicyBanner = lazy(async () => ({
  default: (await import('./policy-banner.tsx')).PolicyBanner,
}))
const Questions = lazy(async () => ({
  default: (await import('../inbox/questions.tsx')).Questions,
}))
const StepList = lazy(async () => ({ default: (await import('../list/step-list.tsx')).StepList }))

function AfterReviewPlace(): JSX.Element {
  const app = useApp()
  return (
    <Show when={app.review.after()} keyed>
      {(done) => (
        <Guarded what="The change that was made">
          <AfterReviewBar done={done} />
        </Guarded>
      )}
    </Show>
  )
}

interface WorkspaceScreenProps {
  readonly source: WorkspaceSource
  readonly session: Session
  readonly announce: Announce
}

/** An open workspace: top bar, picture or list, inspector, and the dialogs over them. */
export function WorkspaceScreen(props: WorkspaceScreenProps): JSX.Element {
  // The screen is made anew for another source, so this one never changes under it.
  const { source, announce } = props
  const app = createAppState(source, announce)
  warmLayout()
  const { view, sequence, state } = source.workspace
  onCleanup(listenForShortcuts(app))
  notifyOfWaiting(app)
  app.review.onApplied((title, { notes, started }) => {
    const begun = started.length > 1 ? [`Started ${started.join(', ')}.`] : []
    const message = [...begun, ...notes].join(' ')
    // What changed is in sight; only what is not is worth a message.
    if (message !== '') announce({ kind: 'success', title, message })
  })
  // Whoever chooses a step wants to see it; where there is room for one, what was there comes back afterwards.
  createEffect(on(app.chosen, () => panels.setRightBehind(app.selected() !== undefined)))
  const isStale = () => source.connection().kind !== 'online' && state() !== undefined
  return (
    <AppStateProvider value={app}>
      <div class="frame" classList={{ 'frame-stale': isStale() }}>
        <TopBar session={props.session} />
        <ConnectionBanner session={props.session} />
        <Show when={state()?.policyFailure}>
          {(failure) => <PolicyBanner failure={failure()} />}
        </Show>
        <Show when={state()?.trust}>
          <TrustBanner />
        </Show>
        <Show when={source.questions} keyed>
          {(desk) => <Questions desk={desk} />}
        </Show>
        <div class="frame-body">
          <Rail />
          <SidePanelFrame />
          <div class="frame-middle">
            <main class="frame-main">
              <div
                class="frame-view"
                classList={{ 'frame-view-covered': panels.page() !== undefined }}
              >
                <Guarded what="The picture">
                  <Switch>
                    <Match when={view.failure} keyed>
                      {(failure) => <InvalidFile failure={failure} />}
                    </Match>
                    <Match when={!sequence()}>
                      <Loading />
                    </Match>
                    <Match when={sequence()?.steps.length === 0 && sequence()?.gates.length === 0}>
                      <EmptySequence />
                    </Match>
                    <Match when={settings.viewMode() === 'list'}>
                      <StepList />
                    </Match>
                    <Match when={true}>
                      <Canvas />
                    </Match>
                  </Switch>
                </Guarded>
              </div>
              <PageFrame />
            </main>
            <AfterReviewPlace />
            <DrawerFrame />
          </div>
          <Show when={app.selected() !== undefined && sequence()}>
            <aside
              class="frame-inspector"
              classList={{
                'frame-behind': panels.right() !== undefined && !panels.isRightBehind(),
              }}
              aria-label="Inspector"
              style={{ width: `${settings.inspectorWidth()}px` }}
            >
              <Splitter
                edge="left"
                label="Width of the inspector"
                value={settings.inspectorWidth()}
                min={320}
                max={720}
                onChange={settings.setInspectorWidth}
              />
              <div class="frame-inspector-body">
                <Guarded what="The inspector">
                  <Inspector />
                </Guarded>
              </div>
            </aside>
          </Show>
          <RightPanelFrame />
        </div>
        <OverlayHost session={props.session} />
        <Show when={app.review.current()}>
          <ErrorBoundary
            fallback={(cause, retry) => <Crash what="The review" cause={cause} retry={retry} />}
          >
            <Suspense>
              <ReviewDialog />
            </Suspense>
          </ErrorBoundary>
        </Show>
      </div>
    </AppStateProvider>
  )
}
