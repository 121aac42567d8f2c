import type { JSX } from 'solid-js'
import { Match, Show, Switch } from 'solid-js'
import { edgePath } from './edge-path.ts'
import type { Gesture } from './gestures.ts'
import type { Area } from './viewport.ts'

/** A rectangle's place as styles. */
function placeOf({ x, y, width, height }: Area): JSX.CSSProperties {
  return { transform: `translate(${x}px, ${y}px)`, width: `${width}px`, height: `${height}px` }
}

function only<Kind extends Gesture['kind']>(gesture: Gesture | undefined, kind: Kind) {
  return gesture?.kind === kind ? (gesture as Extract<Gesture, { kind: Kind }>) : undefined
}

/** What a gesture would do, while it lasts; over everything else in the picture. */
export function GestureOverlay(props: { readonly gesture: Gesture | undefined }): JSX.Element {
  return (
    <Switch>
      <Match when={only(props.gesture, 'box')}>
        {(box) => <div class="gesture-box" style={placeOf(box().area)} />}
      </Match>
      <Match when={only(props.gesture, 'drag')}>
        {(drag) => (
          <div class="gesture-card" style={placeOf(drag().area)}>
            <Show when={drag().hint}>{(hint) => <span class="gesture-hint">{hint()}</span>}</Show>
          </div>
        )}
      </Match>
      <Match when={only(props.gesture, 'link')}>
        {(link) => (
          <>
            <svg class="edges" width="1" height="1" aria-hidden="true">
              <path
                class="gesture-link"
                classList={{ 'gesture-ready': link().isReady, 'gesture-refused': !!link().refusal }}
                d={edgePath([link().from, link().to])}
              />
            </svg>
            <Show when={link().refusal}>
              {(refusal) => (
                <div class="gesture-card" style={placeOf({ ...link().to, width: 0, height: 0 })}>
                  <span class="gesture-hint gesture-no" role="status">
                    {refusal()}
                  </span>
                </div>
              )}
            </Show>
          </>
        )}
      </Match>
    </Switch>
  )
}
