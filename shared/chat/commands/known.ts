import type { UncheckedAction } from '../../actions/define.ts'
import { requireGate, requireNode, requireStep } from '../../actions/edits.ts'
import { requireGroup } from '../../actions/nouns/group.ts'
import { parseActions } from '../../actions/parse-action.ts'
import { type Action, findAction } from '../../actions/registry.ts'
import { bug, type Failure } from '../../failure.ts'
import { type GraphNode, isStep } from '../../schema/defaults.ts'
import { NodeIdSchema } from '../../schema/ids.ts'
import { SAFE_DEFAULTS } from '../../schema/policy.ts'
import type { Sequence } from '../../schema/sequence.ts'
import type { Template, TemplateHead } from '../../templates/template.ts'
import type { Token } from './tokens.ts'

/** What a name may stand for. */
export type NameKind = 'step' | 'gate' | 'node' | 'group'

const REQUIRE = { step: requireStep, gate: requireGate, node: requireNode, group: requireGroup }

interface Index {
  readonly byId: ReadonlyMap<string, GraphNode>
  /** Ids by what people call the node, in lower case. */
  readonly byName: ReadonlyMap<string, readonly string[]>
  readonly groups: ReadonlySet<string>
}

function indexOf({ steps, gates }: Sequence): Index {
  const nodes: GraphNode[] = [...steps, ...gates]
  const byName = new Map<string, string[]>()
  for (const { id, name } of nodes) {
    const ids = byName.get(name.toLowerCase())
    if (ids) ids.push(id)
    else byName.set(name.toLowerCase(), [id])
  }
  return {
    byId: new Map(nodes.map((node) => [node.id, node])),
    byName,
    groups: new Set(steps.flatMap((step) => step.group_id ?? [])),
  }
}

function isOfKind(node: GraphNode | undefined, kind: NameKind): boolean {
  if (node === undefined) return false
  return kind === 'node' || (kind === 'step') === isStep(node)
}

function isWhole(template: TemplateHead): template is Template {
  return 'build' in template
}

/** What names mean while sentences are read one after the other: each sees what those before it make. */
export class Known {
  readonly templates: readonly TemplateHead[]
  readonly #buildable: readonly Template[]
  #sequence: Sequence
  #index: Index
  /** True once an edit could not be followed: then there may be more ids than are known. */
  #isOpen = false

  constructor(sequence: Sequence, templates: readonly TemplateHead[]) {
    this.#sequence = sequence
    this.#index = indexOf(sequence)
    this.templates = templates
    this.#buildable = templates.filter(isWhole)
  }

  /** The step or gate of an id, if there is one. */
  find(id: string): GraphNode | undefined {
    return this.#index.byId.get(id)
  }

  /** The id that a name stands for: an id in any case, or what people call one step or gate. */
  idOf({ text }: Token, kind: NameKind): string | undefined {
    const id = text.toLowerCase()
    if (kind === 'group') {
      return this.#index.groups.has(id) || this.#mayBeNew(id) ? id : undefined
    }
    if (isOfKind(this.find(id), kind)) return id
    const called = this.#called(text, kind)
    if (called.length > 0) return called.length === 1 ? called[0] : undefined
    return this.find(id) === undefined && this.#mayBeNew(id) ? id : undefined
  }

  /** Why a name stands for nothing, or not for one thing only. */
  whyNot({ text }: Token, kind: NameKind): Failure {
    const called = kind === 'group' ? [] : this.#called(text, kind)
    if (called.length > 1) {
      return {
        code: 'INVALID_PARAMETERS',
        message: `More than one is called "${text}".`,
        hint: `Say which one by its id: ${called.slice(0, 8).join(', ')}.`,
      }
    }
    const found = REQUIRE[kind](this.#sequence, text.toLowerCase())
    return found.ok ? bug(`${text} is known and was not found`) : found.failure
  }

  /** Goes on with the plan that these actions make, as far as that can be known here. */
  follow(actions: readonly UncheckedAction[]): void {
    const before = this.#sequence
    for (const action of actions) this.#followOne(action)
    if (this.#sequence !== before) this.#index = indexOf(this.#sequence)
  }

  #followOne(action: UncheckedAction): void {
    const parsed = parseActions([action])
    const checked = parsed.ok ? parsed.value[0] : undefined
    const definition = findAction(action.action)
    // Only to know the ids: whether the policy and the state of the plan let it happen is decided elsewhere.
    if (checked && this.#isHeadOnly(checked)) {
      this.#isOpen = true
      return
    }
    const outcome =
      checked &&
      definition?.apply(this.#sequence, checked, {
        actor: 'orchestrator',
        actorName: 'orchestrator',
        now: '1970-01-01T00:00:00Z',
        policy: SAFE_DEFAULTS,
        templates: this.#buildable,
      })
    if (!outcome?.ok) {
      if (definition?.kind === 'edit') this.#isOpen = true
      return
    }
    this.#sequence = outcome.value.sequence
    for (const next of outcome.value.expands ?? []) this.#followOne(next)
  }

  /** True for a template of which only the head is known: what it makes can't be foreseen. */
  #isHeadOnly(action: Action): boolean {
    if (action.action !== 'template.apply') return false
    const named = this.templates.find(({ name }) => name === action.template)
    return named !== undefined && !isWhole(named)
  }

  #mayBeNew(id: string): boolean {
    return this.#isOpen && NodeIdSchema.safeParse(id).success
  }

  #called(name: string, kind: NameKind): readonly string[] {
    const ids = this.#index.byName.get(name.toLowerCase()) ?? []
    return ids.filter((id) => isOfKind(this.find(id), kind))
  }
}
