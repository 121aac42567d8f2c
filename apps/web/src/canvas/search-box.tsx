import type { JSX } from 'solid-js'
import { onCleanup, onMount, Show } from 'solid-js'
import Search from '~icons/lucide/search'
import Clear from '~icons/lucide/x'
import { useApp } from '../state/app-state.ts'
import { IconButton } from '../ui/button.tsx'

interface SearchBoxProps {
  /** Goes to something that was found. */
  readonly onGo: (id: string) => void
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
  )
}

/** Finds steps and gates; the rest is dimmed. "/" leads here, Enter goes from one find to the next. */
export function SearchBox(props: SearchBoxProps): JSX.Element {
  const app = useApp()
  let input: HTMLInputElement | undefined
  let next = 0
  const go = (step: number) => {
    const ids = [...(app.found() ?? [])]
    const id = ids[(next + ids.length) % Math.max(1, ids.length)]
    next = (next + step + ids.length) % Math.max(1, ids.length)
    if (id !== undefined) props.onGo(id)
  }
  const onSlash = (event: KeyboardEvent) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping(event.target)) return
    if (document.querySelector('[role="dialog"]')) return
    event.preventDefault()
    input?.focus()
  }
  onMount(() => {
    window.addEventListener('keydown', onSlash)
    onCleanup(() => window.removeEventListener('keydown', onSlash))
  })
  return (
    <search class="canvas-search" onPointerDown={(event) => event.stopPropagation()}>
      <span class="icon">
        <Search />
      </span>
      <input
        ref={input}
        type="search"
        aria-label="Find steps and gates"
        aria-keyshortcuts="/"
        placeholder="Find…  status:failed model:codex"
        title="Words of a name or id, and status: model: type: lane: role: group:"
        value={app.search()}
        onInput={(event) => {
          next = 0
          app.setSearch(event.currentTarget.value)
        }}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'Enter') go(event.shiftKey ? -1 : 1)
          if (event.key === 'Escape') {
            app.setSearch('')
            input?.blur()
          }
        }}
      />
      <Show when={app.found()}>
        {(found) => (
          <>
            <output>{found().size === 1 ? '1 found' : `${found().size} found`}</output>
            <IconButton
              small
              label="End the search"
              icon={<Clear />}
              onClick={() => app.setSearch('')}
            />
          </>
        )}
      </Show>
    </search>
  )
}
