import { makePersisted } from '@solid-primitives/storage'
import type { Accessor } from 'solid-js'
import { createEffect, createRoot, createSignal, onCleanup } from 'solid-js'

/** What the app remembers about how one likes it; kept on this device, under `threados.*`. */
export type ThemeChoice = 'system' | 'light' | 'dark'
export type ViewMode = 'canvas' | 'list'

/** A value that is kept, and the way to change it. */
export type Remembered<T> = readonly [value: Accessor<T>, set: (value: T) => void]

/** A choice that this device remembers under `threados.<name>`; what it does not know reads as `initial`. */
export function remembered<T extends string>(
  name: string,
  values: readonly T[],
  initial: T,
): Remembered<T> {
  const known = (text: string): T => values.find((value) => value === text) ?? initial
  const [value, setValue] = makePersisted(createSignal<T>(initial), {
    name: `threados.${name}`,
    serialize: (value) => value,
    deserialize: known,
  })
  return [value, (next) => void setValue(() => next)]
}

/** A number that this device remembers under `threados.<name>`. */
export function rememberedNumber(name: string, initial: number): Remembered<number> {
  const read = (text: string): number => {
    const value = Number(text)
    return Number.isFinite(value) ? value : initial
  }
  const [value, setValue] = makePersisted(createSignal(initial), {
    name: `threados.${name}`,
    serialize: String,
    deserialize: read,
  })
  return [value, (next) => void setValue(next)]
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
