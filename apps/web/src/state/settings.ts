import { createEffect, createRoot, createSignal, onCleanup } from 'solid-js'
import { remembered, rememberedNumber } from './remembered.ts'

/** What the app remembers about how one likes it; kept on this device, under `threados.*`. */
export type ThemeChoice = 'system' | 'light' | 'dark'
export type ViewMode = 'canvas' | 'list'

function createSettings() {
  const [theme, setTheme] = remembered<ThemeChoice>('theme', ['system', 'light', 'dark'], 'system')
  const [viewMode, setViewMode] = remembered<ViewMode>('view', ['canvas', 'list'], 'canvas')
  const [inspectorWidth, setInspectorWidth] = rememberedNumber('inspector', 400)
  const [runsAfterApproval, setRunsAfterApproval] = remembered(
    'run-after-approval',
    ['yes', 'no'],
    'yes',
  )

  const system = matchMedia('(prefers-color-scheme: dark)')
  const [prefersDark, setPrefersDark] = createSignal(system.matches)
  const follow = () => setPrefersDark(system.matches)
  system.addEventListener('change', follow)
  onCleanup(() => system.removeEventListener('change', follow))
  const shownTheme = () => {
    const choice = theme()
    return choice === 'system' ? (prefersDark() ? 'dark' : 'light') : choice
  }
  createEffect(() => {
    document.documentElement.dataset['theme'] = shownTheme()
  })
  return {
    theme,
    setTheme,
    viewMode,
    setViewMode,
    inspectorWidth,
    setInspectorWidth,
    runsAfterApproval,
    setRunsAfterApproval,
  }
}

/** The settings of this device; one set for the whole page. */
export const settings = createRoot(createSettings)
