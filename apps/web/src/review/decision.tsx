import type { JSX } from 'solid-js'
import { createEffect, createSignal, on, Show } from 'solid-js'
import type { Proposal } from '../../../../shared/commit/proposal.ts'

/** A person's yes to one proposal, as far as it has come. */
export interface Decision {
  /** True when what it does is to be named on the button. */
  readonly isGrave: () => boolean
  /** What the button that applies it says. */
  readonly label: () => string
  /** Why it can't be applied now, as one sentence; undefined when it can. */
  readonly reason: () => string | undefined
  readonly needsTick: () => boolean
  readonly isTicked: () => boolean
  readonly tick: (isTicked: boolean) => void
}

interface DecisionParts {
  readonly proposal: () => Proposal | undefined
  /** Why nothing at all can be changed now. */
  readonly block: () => string | undefined
  /** True for what an orchestrator asks for: that always needs a person, so that this alone is nothing grave. */
  readonly isAsked?: boolean
}

/** The one rule for applying a proposal: what loses something is named, and asked twice when the policy says so. */
export function createDecision({ proposal, block, isAsked }: DecisionParts): Decision {
  const [isTicked, tick] = createSignal(false)
  // A tick is for the proposal that was read.
  createEffect(on(proposal, () => tick(false)))
  const level = () => proposal()?.verdict.confirmation ?? 'none'
  const isGrave = () =>
    level() === 'double' ||
    (level() === 'single' && !isAsked) ||
    (proposal()?.items.some((item) => item.destructive) ?? false)
  const needsTick = () => level() === 'double'
  return {
    isGrave,
    needsTick,
    isTicked,
    tick,
    label: () => {
      const items = proposal()?.items ?? []
      if (!isGrave()) return 'Apply'
      return items.length === 1
        ? (items[0]?.description ?? 'Apply')
        : `Apply all ${items.length} changes`
    },
    reason: () => {
      const shown = proposal()
      if (!shown) return 'There is nothing to apply.'
      if (!shown.verdict.allowed) return 'The policy does not allow this.'
      if (needsTick() && !isTicked()) return 'Tick the box first.'
      return block()
    },
  }
}

/** The box that a person ticks before something is lost, where the policy asks twice. */
export function SureTick(props: { readonly decision: Decision }): JSX.Element {
  return (
    <Show when={props.decision.needsTick()}>
      <label class="review-sure">
        <input
          type="checkbox"
          checked={props.decision.isTicked()}
          onChange={(event) => props.decision.tick(event.currentTarget.checked)}
        />
        I have read it and want exactly this.
      </label>
    </Show>
  )
}
