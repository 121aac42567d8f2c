import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const CSS = readFileSync(
  join(import.meta.dirname, '../../../apps/web/src/style/tokens.css'),
  'utf8',
)

function themeOf(name: 'light' | 'dark'): Map<string, string> {
  const block = new RegExp(`\\[data-theme="${name}"\\] \\{([^}]*)\\}`).exec(CSS)?.[1] ?? ''
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, key, value]) => [
      key ?? '',
      value ?? '',
    ]),
  )
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast as WCAG 2.2 defines it. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

const TONES = ['ready', 'running', 'done', 'failed', 'blocked', 'review']
const ANSI = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
const TEXT_PAIRS = [
  ...['bg', 'canvas', 'surface', 'surface-2', 'surface-3', 'log-bg'].flatMap((ground) => [
    ['text', ground],
    ['text-2', ground],
  ]),
  ...['bg', 'canvas', 'surface', 'surface-2', 'log-bg'].map((ground) => ['text-3', ground]),
  ...TONES.flatMap((tone) => [
    [tone, `${tone}-tint`],
    [tone, 'surface'],
    ['text', `${tone}-tint`],
  ]),
  ...ANSI.map((color) => [`ansi-${color}`, 'log-bg']),
  ['accent-text', 'accent'],
  ['accent-text', 'accent-hover'],
  ['danger-text', 'danger'],
  ['danger-text', 'danger-hover'],
  ['text-2', 'added-tint'],
  ['text-2', 'removed-tint'],
  ['text', 'accent-tint'],
  ['text-2', 'accent-tint'],
]
const SHAPE_PAIRS = [
  ['focus', 'canvas'],
  ['focus', 'surface'],
  ...TONES.map((tone) => [tone, 'canvas']),
]

describe.each(['light', 'dark'] as const)('the %s colours', (name) => {
  const theme = themeOf(name)
  const colorOf = (key: string | undefined) => {
    const color = theme.get(key ?? '')
    if (!color) throw new Error(`there is no colour --${key}`)
    return color
  }

  test('every text is readable on every ground that it is used on (4.5 to 1)', () => {
    const poor = TEXT_PAIRS.map(([text, ground]) => ({
      pair: `${text} on ${ground}`,
      contrast: contrast(colorOf(text), colorOf(ground)),
    })).filter((pair) => pair.contrast < 4.5)
    expect(poor).toEqual([])
  })

  test('focus rings and status colours stand out from what is around them (3 to 1)', () => {
    const poor = SHAPE_PAIRS.filter(
      ([shape, ground]) => contrast(colorOf(shape), colorOf(ground)) < 3,
    )
    expect(poor).toEqual([])
  })
})
