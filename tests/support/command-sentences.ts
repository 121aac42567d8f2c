import fc from 'fast-check'
import type { RawAction } from '../../shared/protocol/methods.ts'
import { lineSchema } from '../../shared/schema/ids.ts'

/** A text in quotes, with the marks inside of it as the command language has them. */
export function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"`
}

/** A sentence and the actions that it means. */
export interface Said {
  readonly sentence: string
  readonly actions: readonly RawAction[]
}

/** Joins ids as people do. */
const joined = (ids: readonly string[]) =>
  fc.constantFrom(', ', ' and ', ',', ', and ').map((joint) => ids.join(joint))

const newId = fc.stringMatching(/^z[a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,2}$/)
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom('then; run all', 'a "b" \\ c', 'after', '“x”', "don't", 'two\nlines'),
  )
  .map((one) => one.replaceAll('\0', ''))
const line = text.filter((one) => lineSchema(64).safeParse(one).success)

const STEP_FIELDS = {
  name: line,
  model: fc.constantFrom('codex', 'gemini', 'my-alias'),
  prompt: text,
  lane: line,
  groupId: newId,
  type: fc.constantFrom('p', 'l'),
}

/** How each field of a new step is said. */
const STEP_CLAUSES: Readonly<Record<keyof typeof STEP_FIELDS, (value: string) => string>> = {
  name: (value) => `named ${quoted(value)}`,
  model: (value) => `model ${value}`,
  prompt: (value) => `prompt ${quoted(value)}`,
  lane: (value) => `lane ${quoted(value)}`,
  groupId: (value) => `group ${value}`,
  type: (value) => `type ${value.toUpperCase()}`,
}

/** A new step with any fields, in any order and with any words between them. */
function addedStep(nodes: readonly string[]): fc.Arbitrary<Said> {
  const names = Object.keys(STEP_FIELDS) as (keyof typeof STEP_FIELDS)[]
  return fc
    .record({
      id: newId,
      values: fc.record(STEP_FIELDS),
      chosen: fc.shuffledSubarray(names),
      dependsOn: fc.subarray([...nodes]),
      command: fc.array(text, { maxLength: 3 }).filter(([program]) => program !== ''),
      joint: fc.constantFrom(' ', ' with ', ', ', ' and '),
    })
    .map(({ id, values, chosen, dependsOn, command, joint }) => {
      const hasCommand = command.length > 0
      const clauses = [
        ...chosen.map((name) => STEP_CLAUSES[name](values[name])),
        ...(hasCommand ? [`command ${command.map(quoted).join(' ')}`] : []),
      ]
      // Behind a command only some words are no arguments of it: after is one of these.
      if (dependsOn.length > 0) clauses.push(`after ${dependsOn.join(' and ')}`)
      const between = clauses.map((clause) =>
        clause.startsWith('after') ? ` ${clause}` : `${joint}${clause}`,
      )
      return {
        sentence: `add step ${id}${between.join('')}`,
        actions: [
          {
            action: 'step.add',
            id,
            type: 'base',
            model: hasCommand ? 'shell' : 'claude-code',
            ...Object.fromEntries(chosen.map((name) => [name, values[name]])),
            ...(hasCommand ? { command } : {}),
            ...(dependsOn.length > 0 ? { dependsOn } : {}),
          },
        ],
      }
    })
}

function forStep(verb: string, action: string) {
  return (id: string): Said => ({ sentence: `${verb} ${id}`, actions: [{ action, id }] })
}

/** Sentences about a plan with these steps, gates and groups, which have at least one of each, and what they mean. */
export function saidOf(
  steps: readonly string[],
  gates: readonly string[],
  groups: readonly string[],
): fc.Arbitrary<Said> {
  const nodes = [...steps, ...gates]
  const step = fc.constantFrom(...steps)
  const gate = fc.constantFrom(...gates)
  const group = fc.constantFrom(...groups)
  const some = fc.subarray(nodes, { minLength: 1 })
  const pair = fc.tuple(some, some)
  const someSteps = fc.subarray([...steps], { minLength: 1 })
  const edges = ([ids, others]: readonly [string[], string[]], action: string) =>
    ids.flatMap((stepId) => others.map((depId) => ({ action, stepId, depId })))
  return fc.oneof(
    addedStep(nodes),
    fc.tuple(newId, some, some, line).map(([id, dependsOn, before, name]) => ({
      sentence: `insert gate ${id} after ${dependsOn.join(', ')} before ${before.join(' and ')} named ${quoted(name)}`,
      actions: [{ action: 'gate.insert', id, dependsOn, name, before }],
    })),
    step.map(forStep('remove', 'step.rm')),
    step.map((id) => ({
      sentence: `remove step ${id} and reconnect`,
      actions: [{ action: 'step.rm', id, reconnect: true }],
    })),
    gate.map(forStep('delete the gate', 'gate.rm')),
    fc.tuple(step, newId).map(([id, to]) => ({
      sentence: `rename ${id} to ${to}`,
      actions: [{ action: 'step.edit', id, newId: to }],
    })),
    fc.tuple(step, line).map(([id, name]) => ({
      sentence: `rename ${id} to ${quoted(name)}`,
      actions: [{ action: 'step.edit', id, name }],
    })),
    fc.tuple(step, newId).map(([id, to]) => ({
      sentence: `clone ${id} as ${to}`,
      actions: [{ action: 'step.clone', id, newId: to }],
    })),
    fc.tuple(step, text).map(([stepId, prompt]) => ({
      sentence: `set prompt of ${stepId} to ${quoted(prompt)}`,
      actions: [{ action: 'prompt.write', stepId, text: prompt }],
    })),
    pair.map(([ids, others]) => ({
      sentence: `make ${ids.join(' and ')} depend on ${others.join(', ')}`,
      actions: edges([ids, others], 'dep.add'),
    })),
    pair.map(([ids, others]) => ({
      sentence: `${ids.join(', ')} after ${others.join(' and ')}`,
      actions: edges([ids, others], 'dep.add'),
    })),
    pair.map(([ids, others]) => ({
      sentence: `let ${ids.join(', ')} not wait for ${others.join(', ')}`,
      actions: edges([ids, others], 'dep.rm'),
    })),
    fc.constantFrom(
      { sentence: 'run runnable', actions: [{ action: 'run.runnable' }] },
      { sentence: 'run all', actions: [{ action: 'run.all' }] },
      { sentence: 'stop everything', actions: [{ action: 'run.stop' }] },
    ),
    someSteps.chain((ids) =>
      joined(ids).map((names) => ({
        sentence: `run ${names}`,
        actions: [{ action: 'run.step', ids }],
      })),
    ),
    group.map((groupId) => ({
      sentence: `run group ${groupId}`,
      actions: [{ action: 'run.group', groupId }],
    })),
    group.map((groupId) => ({
      sentence: `stop group ${groupId}`,
      actions: [{ action: 'run.stop', groupId }],
    })),
    step.map(forStep('stop', 'step.stop')),
    step.map(forStep('retry', 'step.restart')),
    step.map(forStep('reset', 'step.reset')),
    step.map(forStep('accept', 'step.accept')),
    fc.tuple(gate, text).map(([id, note]) => ({
      sentence: `approve gate ${id} with note ${quoted(note)}`,
      actions: [{ action: 'gate.approve', id, note }],
    })),
    fc.tuple(fc.nat(20), text).map(([count, prompt]) => ({
      sentence: `apply template fusion with candidates=${count}, prompt=${quoted(prompt)}, models=codex,gemini`,
      actions: [
        {
          action: 'template.apply',
          template: 'fusion',
          parameters: { candidates: count, prompt, models: ['codex', 'gemini'] },
        },
      ],
    })),
  )
}
