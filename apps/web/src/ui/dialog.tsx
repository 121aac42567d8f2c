import { Dialog as Primitive } from '@kobalte/core/dialog'
import type { JSX } from 'solid-js'
import Close from '~icons/lucide/x'
import './dialog.css'

interface DialogProps {
  readonly title: string
  readonly description?: string | undefined
  readonly size?: 'normal' | 'wide' | 'full'
  readonly children: JSX.Element
  readonly footer?: JSX.Element
  readonly onClose: () => void
}

/** A modal window: traps the focus, closes with Escape, and gives the focus back. */
export function Dialog(props: DialogProps): JSX.Element {
  let body: HTMLDivElement | undefined
  return (
    <Primitive open modal onOpenChange={(open) => !open && props.onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay class="dialog-overlay" />
        <div class="dialog-place">
          <Primitive.Content
            class="dialog"
            data-size={props.size ?? 'normal'}
            onOpenAutoFocus={(event) => {
              // In a form people want to write; everywhere else the close button is first.
              const field = body?.querySelector<HTMLElement>('form :is(input, textarea, select)')
              if (!field) return
              event.preventDefault()
              field.focus()
            }}
          >
            <header class="dialog-head">
              <Primitive.Title class="dialog-title">{props.title}</Primitive.Title>
              <Primitive.CloseButton class="icon-button icon" aria-label="Close" title="Close">
                <Close />
              </Primitive.CloseButton>
            </header>
            {props.description && (
              <Primitive.Description class="dialog-description">
                {props.description}
              </Primitive.Description>
            )}
            <div class="dialog-body" ref={body}>
              {props.children}
            </div>
            {props.footer && <footer class="dialog-foot">{props.footer}</footer>}
          </Primitive.Content>
        </div>
      </Primitive.Portal>
    </Primitive>
  )
}
