import { makePersisted } from '@solid-primitives/storage'
import type { Accessor } from 'solid-js'
import { createSignal } from 'solid-js'

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
