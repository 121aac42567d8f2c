import type { JSX } from 'solid-js'

/** The sign of ThreadOS in the colour of the text around it. */
export function Logo(): JSX.Element {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
      <g fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round">
        <path d="M6 16c6 0 5-8 10.500-8M6 16h10M6 16c6 0 5 8 10.500 8M16.500 8c5.500 0 4 8 9.500 8M16 16h10M16.500 24c5.500 0 4-8 9.500-8" />
      </g>
      <circle cx="6" cy="16" r="3" fill="currentColor" />
      <path d="M26 11.500 30.500 16 26 20.500 21.500 16Z" fill="currentColor" />
    </svg>
  )
}
