import type { ActionContext } from '../../shared/actions/define.ts'
import type { Gate } from '../../shared/schema/gate.ts'
import { SAFE_DEFAULTS } from '../../shared/schema/policy.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'

/** A plain step; `fields` say what is special about it. */
export function step(id: string, fields: Partial<Step> = {}): Step {
  return { id, name: id, type: 'base', model: 'codex', ...fields }
}

/** A plain gate. */
export function gate(id: string, fields: Partial<Gate> = {}): Gate {
  return { id, name: id, ...fields }
}

/** A sequence of these steps and gates. */
export function sequence(steps: Step[], gates: Gate[] = []): Sequence {
  return { version: '1.0', name: 'demo', steps, gates }
}

/** Steps `n0` to `n<count - 1>`, each waiting for the one before. */
export function chain(count: number): Sequence {
  return sequence(
    Array.from({ length: count }, (_, index) =>
      step(`n${index}`, index === 0 ? {} : { depends_on: [`n${index - 1}`], status: 'BLOCKED' }),
    ),
  )
}

/** What actions know in tests: a user called Ada, a fixed moment, the default policy. */
export function context(more: Partial<ActionContext> = {}): ActionContext {
  return {
    actor: 'user',
    actorName: 'Ada',
    now: '2026-02-07T12:00:00Z',
    policy: SAFE_DEFAULTS,
    ...more,
  }
}
