import { Tabs as Primitive } from '@kobalte/core/tabs'
import type { JSX } from 'solid-js'
import { For } from 'solid-js'
import './tabs.css'

/** One tab and what it shows; the content is made when the tab is first opened. */
export interface Tab {
  readonly id: string
  readonly label: string
  readonly badge?: string | undefined
  readonly content: () => JSX.Element
}

interface TabsProps {
  readonly label: string
  readonly value: string
  readonly tabs: readonly Tab[]
  readonly onChange: (id: string) => void
}

/** A row of tabs over the one panel that is open. */
export function Tabs(props: TabsProps): JSX.Element {
  return (
    <Primitive class="tabs" value={props.value} onChange={props.onChange}>
      <Primitive.List class="tabs-list" aria-label={props.label}>
        <For each={props.tabs}>
          {(tab) => (
            <Primitive.Trigger class="tabs-trigger" value={tab.id}>
              {tab.label}
              {tab.badge && <span class="tabs-badge">{tab.badge}</span>}
            </Primitive.Trigger>
          )}
        </For>
      </Primitive.List>
      <For each={props.tabs}>
        {(tab) => (
          <Primitive.Content class="tabs-panel" value={tab.id}>
            {tab.content()}
          </Primitive.Content>
        )}
      </For>
    </Primitive>
  )
}
