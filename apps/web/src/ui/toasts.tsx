import type { JSX } from 'solid-js'
import { createSignal, For } from 'solid-js'
import Close from '~icons/lucide/x'
import { IconButton } from './button.tsx'
import { Notice, type NoticeKind } from './notice.tsx'
import './toasts.css'

/** A message that comes, is read out, and can be sent away. */
export interface Toast {
  readonly id: number
  readonly kind: NoticeKind
  readonly title?: string | undefined
  readonly message: string
}

/** Good news goes away by itself after this time; trouble stays until it is dismissed. */
const SHOWN_MS = 6000

/** Keeps the messages that are on the screen, at most four. */
export function createToasts() {
  const [toasts, setToasts] = createSignal<readonly Toast[]>([])
  let next = 1
  const dismiss = (id: number) => setToasts((all) => all.filter((toast) => toast.id !== id))
  const show = (toast: Omit<Toast, 'id'>) => {
    const id = next++
    setToasts((all) => [
      ...all.filter((old) => old.message !== toast.message).slice(-3),
      { ...toast, id },
    ])
    if (toast.kind === 'info' || toast.kind === 'success') setTimeout(() => dismiss(id), SHOWN_MS)
  }
  return { toasts, show, dismiss }
}

/** What `createToasts` gives. */
export type Toasts = ReturnType<typeof createToasts>

/** The corner where messages appear. */
export function ToastCorner(props: { readonly toasts: Toasts }): JSX.Element {
  return (
    <section class="toasts" aria-label="Messages">
      <For each={props.toasts.toasts()}>
        {(toast) => (
          <div class="toast">
            <Notice
              kind={toast.kind}
              title={toast.title}
              live
              actions={
                <IconButton
                  small
                  label="Dismiss"
                  icon={<Close />}
                  onClick={() => props.toasts.dismiss(toast.id)}
                />
              }
            >
              {toast.message}
            </Notice>
          </div>
        )}
      </For>
    </section>
  )
}
