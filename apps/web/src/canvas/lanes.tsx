import type { JSX } from 'solid-js'
import { createMemo, For, Show } from 'solid-js'
import Fold from '~icons/lucide/fold-vertical'
import { useApp } from '../state/app-state.ts'
import { IconButton } from '../ui/button.tsx'
import type { Layout, PlacedArea } from './layout-types.ts'
import type { Picture } from './picture.ts'
import { laneTitle } from './sub-lanes.ts'
import type { TileRange } from './tiles.ts'

/** A rectangle's place as styles. */
function placeOf(area: PlacedArea): JSX.CSSProperties {
  return {
    transform: `translate(${area.x}px, ${area.y}px)`,
    width: `${area.width}px`,
    height: `${area.height}px`,
  }
}

interface AreasProps {
  readonly picture: Picture
  readonly range: TileRange
  /** True when groups are painted elsewhere. */
  readonly isFar: boolean
}

/** Lane bands and the dashed boundaries of groups, behind everything else. */
export function Areas(props: AreasProps): JSX.Element {
  const app = useApp()
  const lanes = () => props.picture.layout.lanes
  const groups = createMemo(() => (props.isFar ? [] : props.picture.groupTiles(props.range)))
  return (
    <>
      <For each={lanes()}>
        {(lane, at) => (
          <div
            class="lane"
            classList={{
              'lane-within': laneTitle(lane.name).isInner,
              'lane-odd': at() % 2 === 1,
              'lane-last': at() === lanes().length - 1,
            }}
            style={placeOf({ ...lane, x: -20_000, width: lane.width + 40_000 })}
          />
        )}
      </For>
      <For each={groups()}>
        {(group) => (
          <div class="group" style={placeOf(group)}>
            <span class="group-name truncate">{group.name}</span>
            <span class="group-fold">
              <IconButton
                small
                label={`Fold group ${group.name}`}
                icon={<Fold />}
                tabIndex={-1}
                onClick={() => app.folded.toggle(group.name)}
              />
            </span>
          </div>
        )}
      </For>
    </>
  )
}

interface LaneHeadersProps {
  readonly layout: Layout
  readonly zoom: number
  readonly ref: (element: HTMLDivElement) => void
}

/** The lanes' names; they stay at the left edge however far the picture is moved. */
export function LaneHeaders(props: LaneHeadersProps): JSX.Element {
  return (
    <div class="lane-headers" ref={props.ref}>
      <For each={props.layout.lanes}>
        {(lane) => (
          <Show when={lane.height > 0}>
            <div
              class="lane-header"
              classList={{ 'lane-inner': laneTitle(lane.name).isInner }}
              title={laneTitle(lane.name).title}
              style={{ top: `${lane.y * props.zoom}px`, height: `${lane.height * props.zoom}px` }}
            >
              <span class="lane-name truncate">{laneTitle(lane.name).title || 'no lane'}</span>
            </div>
          </Show>
        )}
      </For>
    </div>
  )
}
