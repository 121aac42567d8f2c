import { createRedactor } from '../policy/redact.ts'
import { BUILT_IN_AGENTS } from '../schema/agents.ts'
import { type GraphNode, isSatisfied, isStep, nodeStatus } from '../schema/defaults.ts'
import type { Policy } from '../schema/policy.ts'
import type { Sequence } from '../schema/sequence.ts'
import type { TemplateHead, TemplateParameter } from '../templates/template.ts'
import { nodeLine } from './node-line.ts'
import { listWithin, shorten } from './shorten.ts'
import { SYSTEM_TEXT } from './system-text.ts'
import { fenced } from './untrusted.ts'

/**
 * What the model is told once and for all: what ThreadOS is, how to propose, and that fenced text never instructs. It
 * is the same for every repository and turn, so that a provider can keep it cached.
 */
export function systemText(): string {
  return SYSTEM_TEXT
}

/** What a model is told of a repository with each message. */
export interface PlanFacts {
  readonly sequence: Sequence
  /** The policy in force. */
  readonly policy: Policy
  /** Ids of the steps that could start now. */
  readonly ready: readonly string[]
  /** Ids of the steps and gates that wait for a person. */
  readonly waiting: readonly string[]
  /** All templates that can be applied. */
  readonly templates: readonly TemplateHead[]
  /** Further names of models, from agents.yaml. */
  readonly aliases?: readonly string[] | undefined
}

/** Most characters of a plan's text, its fence included. */
export const MAX_PLAN_CHARACTERS = 60_000
/** What the fence and the sentences around it take at most. */
const AROUND = 2000
const MOST_OF_A_SECTION = 4000
const MOST_OF_TEMPLATES = 12_000
const TITLES = ['STEPS:', 'GATES:'] as const

/** What a proposal has to keep to; what only concerns the records of a run is left out. */
const POLICY_SHOWN = [
  'mode',
  'max_fanout',
  'max_concurrent',
  'max_concurrent_per_group',
  'max_concurrent_per_model',
  'max_steps',
  'max_spawn_depth',
  'timeout_default_ms',
  'allowed_commands',
  'allowed_cwd',
  'forbidden_patterns',
  'confirmation_required',
  'orchestrator_may',
  'allow_send_key',
  'sandbox',
  'sandbox_network',
  'on_quota',
  'budget_run',
  'budget_day',
] as const satisfies readonly (keyof Policy)[]

function policyLines(policy: Policy): string[] {
  return POLICY_SHOWN.map((key) => {
    const value = policy[key]
    if (Array.isArray(value)) return `${key}: ${listWithin(value, 1500)}`
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return `${key}: ${shorten(text.replaceAll(',"', ', "'), 500)}`
  })
}

function parameterText({ name, type, description, min, max, ...more }: TemplateParameter): string {
  const range = min === undefined && max === undefined ? '' : ` ${min ?? ''}..${max ?? ''}`
  const given = more.default
  const value = given === undefined ? 'needed' : `default ${shorten(JSON.stringify(given), 80)}`
  return `${name} (${type}${range}, ${value}: ${shorten(description, 120)})`
}

function templateLine({ name, description, parameters }: TemplateHead): string {
  const needs = listWithin(parameters.map(parameterText), 2000, '; ')
  return `${name}: ${shorten(description, 300)} Parameters: ${needs}`
}

/** As in "1 step" and "2 steps". */
function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function groupTexts({ steps }: Sequence): string[] {
  const groups = new Map<string, number>()
  for (const { group_id: id } of steps) {
    if (id !== undefined) groups.set(id, (groups.get(id) ?? 0) + 1)
  }
  return [...groups].map(([id, count]) => `${id} (${counted(count, 'step')})`)
}

/** As in "3 DONE, 1 READY". */
function statusCounts(nodes: readonly GraphNode[]): string {
  const counts = new Map<string, number>()
  for (const node of nodes) counts.set(nodeStatus(node), (counts.get(nodeStatus(node)) ?? 0) + 1)
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ')
}

/** What says how the plan stands as a whole, before its nodes. */
function headLines(facts: PlanFacts, hide: (text: string) => string): string[] {
  const { sequence, policy, ready, waiting, templates, aliases = [] } = facts
  const description = sequence.metadata?.description
  return [
    `PLAN: ${JSON.stringify(sequence.name)}`,
    // A secret of several lines is only found in the whole text.
    ...(description === undefined
      ? []
      : [`DESCRIPTION: ${JSON.stringify(shorten(hide(description), 1000))}`]),
    `READY TO RUN: ${listWithin(ready, MOST_OF_A_SECTION)}`,
    `WAITS FOR A PERSON: ${listWithin(waiting, MOST_OF_A_SECTION)}`,
    `GROUPS: ${listWithin(groupTexts(sequence), MOST_OF_A_SECTION)}`,
    `MODELS: ${listWithin([...BUILT_IN_AGENTS, 'shell', ...aliases], MOST_OF_A_SECTION)}`,
    'POLICY:',
    ...policyLines(policy),
    'TEMPLATES:',
    listWithin(templates.map(templateLine), MOST_OF_TEMPLATES, '\n'),
  ]
}

/** What a proposal is most likely about comes first: what moves or waits, then what is to come, then what is done. */
function byInterest({ sequence, ready, waiting }: PlanFacts): GraphNode[] {
  const near = new Set([...ready, ...waiting])
  const ranks: GraphNode[][] = [[], [], []]
  for (const node of [...sequence.steps, ...sequence.gates]) {
    const isNear = near.has(node.id) || nodeStatus(node) === 'RUNNING'
    ranks[isNear ? 0 : isSatisfied(node) ? 2 : 1]?.push(node)
  }
  return ranks.flat()
}

/** The lines of as many nodes as fit, by node. */
function nodeLines(
  nodes: readonly GraphNode[],
  most: number,
  hide: (text: string) => string,
): ReadonlyMap<GraphNode, string> {
  const lines = new Map<GraphNode, string>()
  let length = 0
  for (const node of nodes) {
    const line = hide(nodeLine(node))
    length += line.length + 1
    if (length > most) break
    lines.set(node, line)
  }
  return lines
}

function sizeSentence({ steps, gates }: Sequence, leftOut: readonly GraphNode[]): string {
  const inWords = (what: string, nodes: readonly GraphNode[]) =>
    `${counted(nodes.length, what)}${nodes.length > 0 ? ` (${statusCounts(nodes)})` : ''}`
  const size = `The plan has ${inWords('step', steps)} and ${inWords('gate', gates)}.`
  if (leftOut.length === 0) return size
  const missing = leftOut.filter(isStep)
  const others = leftOut.filter((node) => !isStep(node))
  return `${size} It is too long to be shown whole: ${inWords('step', missing)} and ${inWords('gate', others)} are left out. Ask the person for the id of one that you need and don't see.`
}

/** The lines that fit: what hides secrets may have made them longer. */
function withinBound(lines: readonly string[], most: number): string {
  let length = 0
  const end = lines.findIndex((line) => {
    length += line.length + 1
    return length > most
  })
  return (end === -1 ? lines : lines.slice(0, end)).join('\n')
}

/**
 * The plan as a model needs it to propose well: what can run, what waits, the policy, the templates, and a line for
 * each step and gate. All texts of the repository stand in a fence of this mark, with their secrets hidden. At most
 * `MAX_PLAN_CHARACTERS`: of a longer plan, what is done is left out first.
 */
export function planText(facts: PlanFacts, mark: string): string {
  const redactor = createRedactor({ extra: facts.policy.redact })
  // Each line by itself, so that one which looks like the beginning of a key does not hide the rest.
  const hide = (text: string) => redactor.push(text) + redactor.end()
  const most = MAX_PLAN_CHARACTERS - AROUND
  const { steps, gates } = facts.sequence
  const head = headLines(facts, hide)
    .flatMap((line) => line.split('\n'))
    .map(hide)
  const room = most - [...head, ...TITLES].reduce((sum, line) => sum + line.length + 1, 0)
  const lines = nodeLines(byInterest(facts), room, hide)
  const shown = (nodes: readonly GraphNode[]) => nodes.flatMap((node) => lines.get(node) ?? [])
  const text = withinBound([...head, TITLES[0], ...shown(steps), TITLES[1], ...shown(gates)], most)
  const leftOut = [...steps, ...gates].filter((node) => !lines.has(node))
  return [
    `The plan as it is now, told by ThreadOS. ${sizeSentence(facts.sequence, leftOut)}`,
    fenced({ source: 'the plan, policy and templates of this repository', text }, mark),
  ].join('\n')
}
