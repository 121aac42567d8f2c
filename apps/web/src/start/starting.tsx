import type { JSX } from 'solid-js'
import { Logo } from '../ui/logo.tsx'
import './start.css'

/** Shown for the moment before it is known which workspace opens. */
export function Starting(): JSX.Element {
  return (
    <main class="starting" aria-busy="true">
      <Logo />
      <p class="muted">Opening…</p>
    </main>
  )
}
