import { createEffect, createRoot, createSignal, onCleanup } from 'solid-js'
import { remembered } from '../state/remembered.ts'

/** How strong colours stand apart, and whether things move. */
export type ContrastChoice = 'system' | 'high'
export type MotionChoice = 'system' | 'reduced'

function createPreferences() {
  const [contrast, setContrast] = remembered<ContrastChoice>(
    'contrast',
    ['system', 'high'],
    'system',
  )
  const [motion, setMotion] = remembered<MotionChoice>('motion', ['system', 'reduced'], 'system')
  const system = matchMedia('(prefers-contrast: more)')
  const [prefersMore, setPrefersMore] = createSignal(system.matches)
  const follow = () => setPrefersMore(system.matches)
  system.addEventListener('change', follow)
  onCleanup(() => system.removeEventListener('change', follow))
  createEffect(() => {
    const isHigh = contrast() === 'high' || prefersMore()
    document.documentElement.dataset['contrast'] = isHigh ? 'high' : 'normal'
    document.documentElement.dataset['motion'] = motion()
  })
  return { contrast, setContrast, motion, setMotion }
}

/** What this device likes besides the theme; one set for the whole page. */
export const preferences = createRoot(createPreferences)
