import type { Policy } from '../schema/policy.ts'
import type { Step } from '../schema/step.ts'

/** How many steps may run at once: over all runs, of one group, and of each model that is named. */
export type Limits = Pick<Policy, 'max_concurrent'> &
  Partial<Pick<Policy, 'max_concurrent_per_group' | 'max_concurrent_per_model'>>

function count(counts: Map<string, number>, key: string, change: number): void {
  counts.set(key, (counts.get(key) ?? 0) + change)
}

/** The room that is left for further steps, kept up to date as steps start and end. */
export class Room {
  readonly #limits: Limits
  readonly #models = new Map<string, number>()
  readonly #groups = new Map<string, number>()
  #total = 0

  /** `running` are the steps that run already, whoever started them. */
  constructor(limits: Limits, running: readonly Step[] = []) {
    this.#limits = limits
    for (const step of running) this.take(step)
  }

  /** True while any step at all may start. */
  get isOpen(): boolean {
    return this.#total < this.#limits.max_concurrent
  }

  /** True when this step may start now. */
  admits(step: Step): boolean {
    const { max_concurrent_per_group: ofGroup, max_concurrent_per_model: ofModels } = this.#limits
    const ofModel = ofModels?.[step.model] ?? Number.POSITIVE_INFINITY
    const isModelOpen = (this.#models.get(step.model) ?? 0) < ofModel
    const inGroup = step.group_id === undefined ? 0 : (this.#groups.get(step.group_id) ?? 0)
    return this.isOpen && isModelOpen && inGroup < (ofGroup ?? Number.POSITIVE_INFINITY)
  }

  /** A step starts. */
  take(step: Step): void {
    this.#change(step, 1)
  }

  /** A step has ended. */
  give(step: Step): void {
    this.#change(step, -1)
  }

  #change(step: Step, change: 1 | -1): void {
    this.#total += change
    count(this.#models, step.model, change)
    if (step.group_id !== undefined) count(this.#groups, step.group_id, change)
  }
}
