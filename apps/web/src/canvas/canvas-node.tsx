import type { JSX } from 'solid-js'
import { Match, Switch } from 'solid-js'
import { GateNode } from './gate-node.tsx'
import { GroupCard } from './group-card.tsx'
import { groupOfNode } from './group-node.ts'
import type { Layout } from './layout-types.ts'
import { StepCard } from './step-card.tsx'

interface CanvasNodeProps {
  readonly id: string
  readonly layout: Layout
  readonly entry: boolean
}

/** What stands at a place of the picture: a step, a gate, or a folded group. */
export function CanvasNode(props: CanvasNodeProps): JSX.Element {
  return (
    <Switch fallback={<StepCard id={props.id} layout={props.layout} entry={props.entry} />}>
      <Match when={groupOfNode(props.id) !== undefined}>
        <GroupCard id={props.id} layout={props.layout} entry={props.entry} />
      </Match>
      <Match when={props.layout.nodes.get(props.id)?.portInset !== 0}>
        <GateNode id={props.id} layout={props.layout} entry={props.entry} />
      </Match>
    </Switch>
  )
}
