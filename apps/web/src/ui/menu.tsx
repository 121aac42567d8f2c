import { DropdownMenu } from '@kobalte/core/dropdown-menu'
import type { JSX } from 'solid-js'
import { For, Show } from 'solid-js'
import Check from '~icons/lucide/check'
import './menu.css'

/** One line of a menu; a checked one carries a tick. */
export interface MenuItem {
  readonly label: string
  readonly icon?: JSX.Element
  readonly checked?: boolean
  readonly onSelect: () => void
}

interface MenuProps {
  readonly label: string
  readonly trigger: JSX.Element
  readonly triggerClass: string
  readonly groups: readonly {
    readonly title?: string | undefined
    readonly items: readonly MenuItem[]
  }[]
}

/** A button that opens a menu; arrows, letters and Escape work as menus do. */
export function Menu(props: MenuProps): JSX.Element {
  return (
    <DropdownMenu gutter={6} placement="bottom-end">
      <DropdownMenu.Trigger class={props.triggerClass} aria-label={props.label} title={props.label}>
        {props.trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content class="menu" aria-label={props.label}>
          <For each={props.groups}>
            {(group, at) => (
              <>
                <Show when={at() > 0}>
                  <DropdownMenu.Separator class="menu-line" />
                </Show>
                <DropdownMenu.Group>
                  <Show when={group.title}>
                    <DropdownMenu.GroupLabel class="menu-title">
                      {group.title}
                    </DropdownMenu.GroupLabel>
                  </Show>
                  <For each={group.items}>
                    {(item) => (
                      <DropdownMenu.Item class="menu-item" onSelect={item.onSelect}>
                        <span class="icon menu-icon">{item.icon}</span>
                        <span class="menu-label">{item.label}</span>
                        <Show when={item.checked}>
                          <span class="icon">
                            <Check />
                          </span>
                          <span class="visually-hidden">(chosen)</span>
                        </Show>
                      </DropdownMenu.Item>
                    )}
                  </For>
                </DropdownMenu.Group>
              </>
            )}
          </For>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  )
}
