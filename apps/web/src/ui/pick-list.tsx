import { Dialog as Primitive } from '@kobalte/core/dialog'
import type { JSX } from 'solid-js'
import { createMemo, createSignal, createUniqueId, For, Show } from 'solid-js'
import Search from '~icons/lucide/search'
import './dialog.css'
import './pick-list.css'

/** One line of a pick list. */
export interface Pick {
  readonly id: string
  readonly title: string
  readonly group: string
  readonly keys?: string
  /** Why it can't be chosen now. */
  readonly blocked?: string | undefined
}

interface PickListProps<T extends Pick> {
  readonly title: string
  readonly placeholder: string
  /** The lines for what was typed, best first. */
  readonly find: (query: string) => readonly T[]
  readonly onChoose: (pick: T) => void
  readonly onClose: () => void
}

/** A window in which one types, moves with the arrows, and chooses with Enter. */
export function PickList<T extends Pick>(props: PickListProps<T>): JSX.Element {
  const id = createUniqueId()
  let input: HTMLInputElement | undefined
  const [query, setQuery] = createSignal('')
  const [at, setAt] = createSignal(0)
  const picks = createMemo(() => props.find(query()))
  const active = () => picks()[Math.min(at(), picks().length - 1)]
  const move = (by: number) => {
    const count = picks().length
    if (count > 0) setAt((now) => (Math.min(now, count - 1) + by + count) % count)
  }
  const choose = (pick: T | undefined) => {
    if (pick && pick.blocked === undefined) props.onChoose(pick)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else if (event.key === 'Enter') choose(active())
    else return
    event.preventDefault()
  }
  return (
    <Primitive open modal onOpenChange={(open) => !open && props.onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay class="dialog-overlay" />
        <div class="dialog-place pick-place">
          <Primitive.Content
            class="dialog pick"
            onOpenAutoFocus={(event) => {
              // At once, not a moment later as by default: who types right away must lose no letter.
              event.preventDefault()
              input?.focus()
            }}
          >
            <Primitive.Title class="visually-hidden">{props.title}</Primitive.Title>
            <div class="pick-search">
              <span class="icon">
                <Search />
              </span>
              <input
                ref={input}
                type="text"
                role="combobox"
                aria-label={props.title}
                aria-expanded="true"
                aria-controls={`${id}-list`}
                aria-activedescendant={active() ? `${id}-${active()?.id}` : undefined}
                aria-autocomplete="list"
                autocomplete="off"
                spellcheck={false}
                placeholder={props.placeholder}
                value={query()}
                onInput={(event) => {
                  setQuery(event.currentTarget.value)
                  setAt(0)
                }}
                onKeyDown={onKeyDown}
              />
              <kbd>Esc</kbd>
            </div>
            <Show
              when={picks().length > 0}
              fallback={
                <p class="pick-none muted" role="status" id={`${id}-list`}>
                  Nothing fits. Try fewer letters.
                </p>
              }
            >
              <div class="pick-list" role="listbox" id={`${id}-list`} aria-label={props.title}>
                <For each={picks()}>
                  {(pick) => (
                    <PickRow
                      id={`${id}-${pick.id}`}
                      pick={pick}
                      active={pick === active()}
                      onHover={() => setAt(picks().indexOf(pick))}
                      onChoose={() => choose(pick)}
                    />
                  )}
                </For>
              </div>
            </Show>
          </Primitive.Content>
        </div>
      </Primitive.Portal>
    </Primitive>
  )
}

interface PickRowProps {
  readonly id: string
  readonly pick: Pick
  readonly active: boolean
  readonly onHover: () => void
  readonly onChoose: () => void
}

function PickRow(props: PickRowProps): JSX.Element {
  const keepInSight = (row: HTMLDivElement) => {
    createMemo(() => {
      if (props.active) row.scrollIntoView({ block: 'nearest' })
    })
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input keeps the focus and hears the keys
    // biome-ignore lint/a11y/useFocusableInteractive: as above; aria-activedescendant names this row
    <div
      ref={keepInSight}
      class="pick-row"
      classList={{ 'pick-active': props.active }}
      role="option"
      id={props.id}
      aria-selected={props.active}
      aria-disabled={props.pick.blocked !== undefined}
      title={props.pick.blocked}
      onMouseMove={props.onHover}
      onClick={props.onChoose}
    >
      <span class="pick-group">{props.pick.group}</span>
      <span class="pick-title truncate">{props.pick.title}</span>
      <Show when={props.pick.blocked}>
        {(reason) => <span class="pick-blocked truncate">{reason()}</span>}
      </Show>
      <For each={props.pick.keys?.split(' ') ?? []}>{(key) => <kbd>{key}</kbd>}</For>
    </div>
  )
}
