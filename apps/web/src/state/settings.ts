import { makePersisted } from '@solid-primitives/storage'
import { createEffect, createRoot, createSignal, onCleanup } from 'solid-js'

/** What the app remembers about how one likes it; kept on this device, under `threados.*`. */
export type ThemeChoice = 'system' | 'light' | 'dark'
export type ViewMode = 'canvas' | 'list'

function remembered<T extends string>(name: string, values: readonly T[], initial: T) {
  const known = (text: string): T => values.find((value) => value === text) ?? initial
  return makePersisted(createSignal<T>(initial), {
    name: `threados.${name}`,
    serialize: (value) => value,
    deserialize: known,
  })
}

function rememberedNumber(name: string, initial: number) {
  const read = (text: string): number => {
    const value = Number(text)
    return Number.isFinite(value) ? value : initial
  }
  return makePersisted(createSignal(initial), {
    name: `threados.${name}`,
    serialize: String,
    deserialize: read,
  })
}

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
