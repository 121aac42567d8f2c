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
  return (
    <Primitive open modal onOpenChange={(open) => !open && props.onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay class="dialog-overlay" />
        <div class="dialog-place">
          <Primitive.Content class="dialog" data-size={props.size ?? 'normal'}>
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
            <div class="dialog-body">{props.children}</div>
            {props.footer && <footer class="dialog-foot">{props.footer}</footer>}
          </Primitive.Content>
        </div>
      </Primitive.Portal>
    </Primitive>
  )
}
