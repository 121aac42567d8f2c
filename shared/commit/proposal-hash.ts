import type { Effect } from '../actions/define.ts'
import type { Action } from '../actions/registry.ts'
import { canonicalJson } from '../canonical-json.ts'
import { readySet } from '../dag/frontier.ts'
import { sha256Hex } from '../hash.ts'
import type { Actor } from '../schema/audit-entry.ts'
import { changedNodeSpan } from '../schema/changed-span.ts'
import type { GraphNode } from '../schema/defaults.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { Template } from '../templates/template.ts'

/** What a proposal would do, as far as a person who confirms it must have seen it. */
export interface ProposedDeed {
  readonly actor: Actor
  readonly actions: readonly Action[]
  readonly before: Sequence
  readonly after: Sequence
  readonly effects: readonly Effect[]
  /** The repository's own templates, whose files may change while a person thinks. */
  readonly templates: readonly Template[]
}

/** Each node that the change touches, by id, as it was before; what it becomes follows from that. */
function touched(before: Sequence, after: Sequence): [string, GraphNode | null][] {
  const span = changedNodeSpan(before, after)
  const old = new Map<string, GraphNode>(span.before.map((n) => [n.id, n]))
  const changed: [string, GraphNode | null][] = []
  for (const node of span.after) {
    const was = old.get(node.id)
    if (was !== node) changed.push([node.id, was ?? null])
    old.delete(node.id)
  }
  return [...changed, ...old]
}

/** The steps that a run would start, with all that they say. */
function startedBy(after: Sequence, effects: readonly Effect[]): unknown[] {
  return effects.flatMap((effect) => {
    if (effect.effect !== 'run') return []
    const isOpen = effect.targets.length === 0
    return readySet(after).filter((step) => isOpen || effect.targets.includes(step.id))
  })
}

/** The files of the templates that the actions apply. */
function templateFiles({ actions, templates }: ProposedDeed): string[] {
  return actions.flatMap((action) => {
    if (action.action !== 'template.apply') return []
    return templates.find(({ name }) => name === action.template)?.revision ?? []
  })
}

/**
 * What a confirmation is bound to: the actor, the actions, the files of applied templates, every node that
 * changes as it is now, and every step that would start. Not the revision: in a run other steps change state all the time, which changes nothing
 * about what was confirmed. Nor what nodes become: that follows, and holds the time of an approval.
 */
export function proposalHash(deed: ProposedDeed): string {
  const { actor, actions, before, after, effects } = deed
  const files = templateFiles(deed)
  return sha256Hex(
    canonicalJson({
      actor,
      actions,
      changed: touched(before, after),
      started: startedBy(after, effects),
      ...(files.length === 0 ? {} : { files }),
    }),
  )
}
