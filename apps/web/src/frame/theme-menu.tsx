import type { JSX } from 'solid-js'
import System from '~icons/lucide/monitor'
import Dark from '~icons/lucide/moon'
import Light from '~icons/lucide/sun'
import { settings, type ThemeChoice } from '../state/settings.ts'
import { Menu, type MenuItem } from '../ui/menu.tsx'

const CHOICES: readonly { value: ThemeChoice; label: string; icon: () => JSX.Element }[] = [
  { value: 'system', label: 'As the system', icon: () => <System /> },
  { value: 'light', label: 'Light', icon: () => <Light /> },
  { value: 'dark', label: 'Dark', icon: () => <Dark /> },
]

/** Chooses light, dark, or what the system says. */
export function ThemeMenu(): JSX.Element {
  const items = (): MenuItem[] =>
    CHOICES.map(({ value, label, icon }) => ({
      label,
      icon: icon(),
      checked: settings.theme() === value,
      onSelect: () => settings.setTheme(value),
    }))
  const icon = () => {
    const choice = settings.theme()
    return choice === 'light' ? <Light /> : choice === 'dark' ? <Dark /> : <System />
  }
  return (
    <Menu
      label="Colours"
      triggerClass="icon-button icon"
      trigger={icon()}
      groups={[{ title: 'Colours', items: items() }]}
    />
  )
}
