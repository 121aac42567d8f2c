import type { JSX } from 'solid-js'
import { notifications } from './notifications.ts'
import './notify-switch.css'

/** Switches notifications of this browser; it is asked for them by this click and never before. */
export function NotifySwitch(): JSX.Element {
  return (
    <label class="notify-switch">
      <input
        type="checkbox"
        checked={notifications.isOn()}
        disabled={notifications.isRefused()}
        onClick={(event) => {
          event.preventDefault()
          void notifications.toggle()
        }}
      />
      {notifications.isRefused()
        ? 'Notifications are blocked in the settings of this browser.'
        : 'Tell me when something waits and this page is out of sight'}
    </label>
  )
}
