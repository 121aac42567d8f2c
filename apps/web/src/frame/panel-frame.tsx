import type { JSX } from 'solid-js'
import { createSignal, ErrorBoundary, Show, Suspense } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import Larger from '~icons/lucide/maximize-2'
import Smaller from '~icons/lucide/minimize-2'
import Close from '~icons/lucide/x'
import { IconButton } from '../ui/button.tsx'
import { Splitter } from '../ui/splitter.tsx'
import { Crash } from './crash.tsx'
import { Loading } from './empty-states.tsx'
import { PANEL_LOOKS } from './panel-list.tsx'
import { type Panel, panels } from './panels.ts'

/** Runs a part of the screen so that a mistake in it takes nothing else down. */
export function Guarded(props: {
  readonly what: string
  readonly children: JSX.Element
}): JSX.Element {
  return (
    <ErrorBoundary
      fallback={(cause, retry) => <Crash what={props.what} cause={cause} retry={retry} />}
    >
      <Suspense fallback={<Loading />}>{props.children}</Suspense>
    </ErrorBoundary>
  )
}

interface PanelBodyProps {
  readonly panel: Panel
  readonly extra?: JSX.Element
}

function PanelHead(props: { readonly panel: Panel }): JSX.Element {
  const about = () => <span class="panel-about truncate">{props.panel.about}</span>
  return (
    <Show when={PANEL_LOOKS[props.panel.id].head} fallback={about()}>
      {(head) => (
        <ErrorBoundary fallback={about()}>
          <Suspense fallback={about()}>
            <Dynamic component={head()} />
          </Suspense>
        </ErrorBoundary>
      )}
    </Show>
  )
}

function PanelBody(props: PanelBodyProps): JSX.Element {
  return (
    <>
      <header class="panel-head">
        <span class="icon panel-icon">{PANEL_LOOKS[props.panel.id].icon()}</span>
        <h2>{props.panel.title}</h2>
        <PanelHead panel={props.panel} />
        {props.extra}
        <IconButton
          small
          label={`Close ${props.panel.title} (Esc)`}
          icon={<Close />}
          onClick={() => panels.close(props.panel.id)}
        />
      </header>
      <div class="panel-body">
        <Guarded what={`The panel ${props.panel.title}`}>
          <Dynamic component={PANEL_LOOKS[props.panel.id].view} />
        </Guarded>
      </div>
    </>
  )
}

/** The panel at the left, when one is open. */
export function SidePanelFrame(): JSX.Element {
  return (
    <Show when={panels.side()} keyed>
      {(panel) => (
        <aside
          class="frame-side"
          aria-label={panel.title}
          data-panel={panel.id}
          style={{ width: `${panels.sideWidth()}px` }}
        >
          <div class="panel">
            <PanelBody panel={panel} />
          </div>
          <Splitter
            edge="right"
            label="Width of the left panel"
            value={panels.sideWidth()}
            min={240}
            max={560}
            onChange={panels.setSideWidth}
          />
        </aside>
      )}
    </Show>
  )
}

/** The panel at the right of the inspector, when one is open. */
export function RightPanelFrame(): JSX.Element {
  return (
    <Show when={panels.right()} keyed>
      {(panel) => (
        <aside
          class="frame-right"
          classList={{ 'frame-behind': panels.isRightBehind() }}
          aria-label={panel.title}
          data-panel={panel.id}
          style={{ width: `${panels.rightWidth()}px` }}
        >
          <Splitter
            edge="left"
            label="Width of the right panel"
            value={panels.rightWidth()}
            min={300}
            max={720}
            onChange={panels.setRightWidth}
          />
          <div class="panel">
            <PanelBody panel={panel} />
          </div>
        </aside>
      )}
    </Show>
  )
}

/** The panel that lies over the picture, when one is open. */
export function PageFrame(): JSX.Element {
  return (
    <Show when={panels.page()} keyed>
      {(panel) => (
        <section class="frame-page" aria-label={panel.title} data-panel={panel.id}>
          <div class="panel">
            <PanelBody panel={panel} />
          </div>
        </section>
      )}
    </Show>
  )
}

/** The panel at the bottom, when one is open; it can take the whole height for a while. */
export function DrawerFrame(): JSX.Element {
  const [isFull, setFull] = createSignal(false)
  return (
    <Show when={panels.drawer()} keyed>
      {(panel) => (
        <section
          class="frame-drawer"
          classList={{ 'frame-drawer-full': isFull() }}
          aria-label={panel.title}
          data-panel={panel.id}
          style={{ height: isFull() ? '100%' : `${panels.drawerHeight()}px` }}
        >
          <Splitter
            edge="top"
            label="Height of the bottom panel"
            value={panels.drawerHeight()}
            min={140}
            max={800}
            onChange={panels.setDrawerHeight}
          />
          <div class="panel">
            <PanelBody
              panel={panel}
              extra={
                <IconButton
                  small
                  label={isFull() ? 'Smaller' : 'Take the whole height'}
                  icon={isFull() ? <Smaller /> : <Larger />}
                  onClick={() => setFull(!isFull())}
                />
              }
            />
          </div>
        </section>
      )}
    </Show>
  )
}
