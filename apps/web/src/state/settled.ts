import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js'
import type { Sequence } from '../../../../shared/schema/sequence.ts'

/** Questions about the whole of a plan with more steps than this take a noticeable part of a frame. */
const LARGE = 1000

/**
 * The sequence for questions about the whole graph. That of a large plan follows so many milliseconds later and
 * once for all changes meanwhile: what it is asked must not hold up the change itself.
 */
export function createSettled(
  sequence: Accessor<Sequence | undefined>,
  pause: number,
): Accessor<Sequence | undefined> {
  const [settled, setSettled] = createSignal(sequence())
  let timer: ReturnType<typeof setTimeout> | undefined
  const settle = () => {
    clearTimeout(timer)
    timer = undefined
    setSettled(sequence())
  }
  createEffect(() => {
    if ((sequence()?.steps.length ?? 0) <= LARGE) settle()
    else timer ??= setTimeout(settle, pause)
  })
  onCleanup(() => clearTimeout(timer))
  return settled
}
