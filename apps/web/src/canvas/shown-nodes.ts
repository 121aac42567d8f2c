import { type Accessor, createMemo } from 'solid-js'
import { isStep } from '../../../../shared/schema/defaults.ts'
import type { AppState } from '../state/app-state.ts'
import { groupNodeId, groupOfNode, membersOf } from './group-node.ts'
import type { Layout } from './layout-types.ts'

/** Steps and gates, and the cards under which they are in the picture. */
export interface ShownNodes {
  /** The id under which a node is in the picture: its own, or that of the group it is folded into. */
  readonly shownAs: (id: string) => string
  /** Selects what a card stands for: one node, or the members of a group. */
  readonly selectShown: (id: string) => void
  /** What a double click does: unfolds a group, or shows a step’s prompt. */
  readonly open: (id: string) => void
  /** Unfolds the group that a node is hidden in. */
  readonly uncover: (id: string) => void
}

/** Follows which nodes a layout shows as they are and which in folded groups. */
export function createShownNodes(app: AppState, layout: Accessor<Layout>): ShownNodes {
  const { workspace } = app.source
  const groups = createMemo(() => membersOf(workspace.topology()))
  const hidingGroup = (id: string) => {
    const node = workspace.view.nodes[id]
    return layout().nodes.has(id) || !node || !isStep(node) ? undefined : node.group_id
  }
  return {
    shownAs: (id) => {
      const group = hidingGroup(id)
      return group === undefined ? id : groupNodeId(group)
    },
    selectShown: (id) => {
      const group = groupOfNode(id)
      if (group === undefined) app.select(id)
      else app.choose((groups().get(group) ?? []).map((step) => step.id))
    },
    open: (id) => {
      const group = groupOfNode(id)
      if (group !== undefined) app.folded.toggle(group)
      else app.select(id)
      const node = workspace.view.nodes[id]
      if (node && isStep(node)) app.wishPrompt(id)
    },
    uncover: (id) => {
      const group = hidingGroup(id)
      if (group !== undefined && app.folded.groups().has(group)) app.folded.toggle(group)
    },
  }
}
