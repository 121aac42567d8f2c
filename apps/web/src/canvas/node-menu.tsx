import { ContextMenu } from '@kobalte/core/context-menu'
import type { JSX } from 'solid-js'
import { For, onMount, Show } from 'solid-js'
import type { RawAction } from '../../../../shared/protocol/methods.ts'
import { dependenciesOf, type GraphNode, isStep } from '../../../../shared/schema/defaults.ts'
import { type AppState, useApp } from '../state/app-state.ts'
import { removeStep, runStep } from '../state/intents.ts'
import { nodesOf } from '../workspace/changes.ts'
import { freeId } from './arrange.ts'
import { groupOfNode, membersOf } from './group-node.ts'

interface Choice {
  readonly label: string
  readonly actions: readonly RawAction[]
  /** Changes only how the picture looks. */
  readonly show?: () => void
  /** Done at once instead of being reviewed: a run of a person. */
  readonly isRun?: true
}

/** What can be done with several nodes together. */
function choicesOfSeveral(ids: readonly string[], name: (words: string) => string): Choice[] {
  return [
    {
      label: `Run these ${ids.length} in parallel as a group…`,
      actions: [{ action: 'group.parallelize', stepIds: [...ids] }],
    },
    {
      label: 'Fuse their results in a new step…',
      actions: [{ action: 'fusion.create', candidates: [...ids], synth: name('fuse') }],
    },
  ]
}

function choicesOfOne(id: string): Choice[] {
  return [
    { label: 'Run this step', actions: runStep(id), isRun: true },
    { label: 'Clone…', actions: [{ action: 'step.clone', id }] },
    { label: 'Remove…', actions: removeStep(id) },
  ]
}

/** Folding the group of what is selected, or unfolding it. */
function foldChoices(app: AppState, nodes: readonly GraphNode[]): Choice[] {
  const groups = new Set(nodes.flatMap((node) => (isStep(node) ? (node.group_id ?? []) : [])))
  return [...groups].map((group) => ({
    label: `${app.folded.groups().has(group) ? 'Unfold' : 'Fold'} group ${group}`,
    actions: [],
    show: () => app.folded.toggle(group),
  }))
}

/** What can be done with the nodes that are selected. */
function choicesFor(app: AppState): Choice[] {
  const sequence = app.source.workspace.sequence()
  const nodes = nodesOf(sequence)
  const ids = [...app.chosen()]
  const [first] = ids
  if (first === undefined) return []
  const name = (words: string) => freeId(words, (id) => nodes.some((node) => node.id === id))
  const own = nodes.filter((node) => app.chosen().has(node.id))
  const after = nodes.filter((node) => dependenciesOf(node).some((id) => app.chosen().has(id)))
  const waits = { action: 'gate.insert', id: name(`check-${first}`), dependsOn: ids }
  const gate = [
    { label: 'Insert a gate behind…', actions: [{ ...waits, before: after.map(({ id }) => id) }] },
  ]
  if (!own.every(isStep)) return gate
  const choices = ids.length > 1 ? choicesOfSeveral(ids, name) : choicesOfOne(first)
  return [...choices, ...gate, ...foldChoices(app, own)]
}

/** The menu of what is selected, at the right mouse button or the menu key. */
export function NodeMenu(props: { readonly children: JSX.Element }): JSX.Element {
  const app = useApp()
  let space: HTMLDivElement | undefined
  const onMenu = (event: Event) => {
    const target = event.target instanceof Element ? event.target : undefined
    const id = target?.closest<HTMLElement>('[data-node]')?.dataset['node']
    const group = id === undefined ? undefined : groupOfNode(id)
    if (group !== undefined) {
      const members = membersOf(app.source.workspace.sequence()).get(group) ?? []
      app.choose(members.map((step) => step.id))
    } else if (id !== undefined && !app.chosen().has(id)) app.select(id)
    // Nothing in hand: the browser's own menu is more use than an empty one.
    if (app.chosen().size === 0) event.stopPropagation()
  }
  onMount(() => space?.addEventListener('contextmenu', onMenu, { capture: true }))
  const act = ({ label, actions, isRun, show }: Choice) => {
    const title = label.replace('…', '')
    if (show) show()
    else void (isRun ? app.run(title, actions) : app.review.open(title, actions))
  }
  const blockOf = ({ isRun, show }: Choice) => {
    if (show) return undefined
    return isRun ? app.runBlock() : app.editBlock()
  }
  return (
    <ContextMenu>
      <div ref={space} class="node-menu-space">
        <ContextMenu.Trigger class="node-menu-space">{props.children}</ContextMenu.Trigger>
      </div>
      <ContextMenu.Portal>
        <ContextMenu.Content class="menu" aria-label="Selected steps and gates">
          <For each={choicesFor(app)}>
            {(choice) => (
              <ContextMenu.Item
                class="menu-item"
                disabled={blockOf(choice) !== undefined}
                onSelect={() => act(choice)}
              >
                <span class="menu-label">{choice.label}</span>
                <Show when={blockOf(choice)}>{(why) => <small class="muted">{why()}</small>}</Show>
              </ContextMenu.Item>
            )}
          </For>
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu>
  )
}
