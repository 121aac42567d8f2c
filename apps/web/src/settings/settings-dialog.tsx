import type { JSX } from 'solid-js'
import { overlays } from '../frame/overlays.ts'
import { NotifySwitch } from '../inbox/notify-switch.tsx'
import { settings } from '../state/settings.ts'
import { Choice } from '../ui/choice.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { InstallRow } from './install.tsx'
import { preferences } from './preferences.ts'
import './settings.css'

/** How this device likes the app. Nothing here is written into the repository. */
export function SettingsDialog(): JSX.Element {
  return (
    <Dialog
      title="Settings"
      description="These are kept on this device; no file of the repository changes."
      onClose={overlays.close}
    >
      <section class="settings" aria-label="Looks">
        <h3 class="settings-title">Looks</h3>
        <Choice
          label="Colours"
          value={settings.theme()}
          options={[
            { value: 'system', label: 'System' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          onChange={settings.setTheme}
        />
        <Choice
          label="Contrast"
          hint="High: stronger text, lines and focus rings"
          value={preferences.contrast()}
          options={[
            { value: 'system', label: 'System' },
            { value: 'high', label: 'High' },
          ]}
          onChange={preferences.setContrast}
        />
        <Choice
          label="Motion"
          hint="Reduced: nothing pulses, flows or turns"
          value={preferences.motion()}
          options={[
            { value: 'system', label: 'System' },
            { value: 'reduced', label: 'Reduced' },
          ]}
          onChange={preferences.setMotion}
        />
      </section>
      <section class="settings" aria-label="Work">
        <h3 class="settings-title">Work</h3>
        <Choice
          label="After a gate is approved"
          value={settings.runsAfterApproval()}
          options={[
            { value: 'yes', label: 'Run what it releases' },
            { value: 'no', label: 'Wait' },
          ]}
          onChange={settings.setRunsAfterApproval}
        />
        <NotifySwitch />
      </section>
      <InstallRow />
    </Dialog>
  )
}
