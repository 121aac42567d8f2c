import fc from 'fast-check'
import type { Gate } from '../../shared/schema/gate.ts'
import type { Sequence } from '../../shared/schema/sequence.ts'
import type { Step } from '../../shared/schema/step.ts'

/** A copy with ordinary prototypes and without undefined fields, as a file would give it. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value))
}

const word = fc
  .stringMatching(/^[a-z0-9]{1,6}(-[a-z0-9]{1,4})?$/)
  .filter((id) => !/^(con|prn|aux|nul|(com|lpt)[0-9])$/.test(id))
/** Texts that tempt a printer: looks like numbers, words of old YAML, indicators, comments, quotes. */
const awkward = fc.constantFrom(
  'yes',
  'null',
  '~',
  '1.0',
  '0x1F',
  '2026-02-07',
  '12:30:00',
  '- item',
  '# no comment',
  'a # b',
  'a: b',
  'a:',
  '[x',
  '{y}',
  '*star',
  '&and',
  '!bang',
  '%percent',
  '@at',
  '`tick`',
  "it's",
  '"quoted"',
  'back\\slash',
  ' padded ',
  'trailing:',
  '?',
  '---',
  '...',
  '|',
  '>',
  'a, b',
  '日本語 ünïcode 🚀',
  'nbsp\u00a0here',
  '=',
  '<<',
  '.5',
  '+1',
  '-x',
  '--flag',
)
const line = fc
  .oneof(
    { weight: 3, arbitrary: fc.stringMatching(/^[A-Za-z][A-Za-z0-9 .,:#'"/-]{0,20}$/) },
    { weight: 2, arbitrary: awkward },
  )
  .filter((text) => text.trim().length > 0)
const paragraph = fc.oneof(
  line,
  fc
    .array(fc.oneof(line, fc.constant('')), { minLength: 1, maxLength: 4 })
    .map((lines) => lines.join('\n')),
  fc.constantFrom(
    '',
    'a\n',
    'a\n\n',
    '\na',
    'a\n  b\nc',
    'tab\there',
    'end \nx',
    '\u0007bell',
    '\u2028',
    '\u0085',
    'x\r\ny',
  ),
)
const label = line.filter((text) => text.length <= 64)
const ids = fc.uniqueArray(word, { maxLength: 4 })
const longIds = fc.uniqueArray(word, { minLength: 12, maxLength: 20 })
const someIds = fc.oneof({ weight: 5, arbitrary: ids }, { weight: 1, arbitrary: longIds })
const path = fc.constantFrom(
  'dist/a.js',
  'reports/*.md',
  'packages/a b',
  '**/*.{ts,tsx}',
  "o'neil",
  'a#b',
)

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.oneof(
      line,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc
        .oneof(word, fc.constantFrom('x-data', 'a b', '', '1', 'true', '<'))
        .filter((key) => key !== ''),
      tie('value'),
      { maxKeys: 3 },
    ),
  ),
})).value

const record = fc.dictionary(word, json, { maxKeys: 3 })

/** Every optional field of a step with values that its schema accepts. */
export const STEP_FIELDS = {
  prompt_file: word.map((name) => `.threados/prompts/${name}.md`),
  command: fc
    .array(fc.oneof(line, paragraph), { minLength: 1, maxLength: 4 })
    .filter(([first]) => first !== ''),
  depends_on: someIds,
  after: ids,
  status: fc.constantFrom('READY', 'RUNNING', 'NEEDS_REVIEW', 'DONE', 'FAILED', 'BLOCKED'),
  lane: label,
  role: label,
  cwd: path,
  workspace: fc.constantFrom('shared', 'worktree'),
  artifacts: fc.array(path, { maxLength: 3 }),
  review: fc.boolean(),
  timeout_ms: fc.integer({ min: 1, max: 604_800_000 }),
  retry: fc.record(
    { max: fc.integer({ min: 0, max: 10 }), backoff_ms: fc.integer({ min: 0, max: 1000 }) },
    { requiredKeys: ['max'] },
  ),
  fail_policy: fc.constantFrom('fail_fast', 'best_effort'),
  budget: fc.record(
    {
      tokens: fc.integer({ min: 1, max: 1e9 }),
      cost_usd: fc.double({ min: 0.01, max: 100, noNaN: true }),
    },
    { requiredKeys: [] },
  ),
  outputs: record,
  group_id: word,
  fanout: fc.integer({ min: 1, max: 1000 }),
  orchestrator: fc.boolean(),
  workflow: label,
} as const

/** Every optional field of a gate. */
export const GATE_FIELDS = {
  depends_on: someIds,
  status: fc.constantFrom('PENDING', 'APPROVED', 'BLOCKED'),
  approved_by: label,
  approved_at: fc.constantFrom('2026-02-07T00:00:00Z', '2026-02-07T01:02:03.004+02:00'),
  note: paragraph,
  evidence: fc.record(
    {
      revision: fc.constant('0123456789abcdef'.repeat(4)),
      attempts: fc.dictionary(fc.oneof(word, fc.constant('x-ray')), label, { maxKeys: 2 }),
    },
    { requiredKeys: ['revision'] },
  ),
} as const

const stepBase = {
  id: word,
  name: line,
  type: fc.constantFrom('base', 'p', 'c', 'f', 'b', 'l'),
  model: fc.constantFrom('claude-code', 'codex', 'shell'),
}

/** A step with a random choice of fields. */
export const stepArbitrary = fc
  .record({ ...stepBase, ...STEP_FIELDS }, { requiredKeys: ['id', 'name', 'type', 'model'] })
  .map((step) => plain(step) as Step)

/** A gate with a random choice of fields. */
export const gateArbitrary = fc
  .record({ id: word, name: line, ...GATE_FIELDS }, { requiredKeys: ['id', 'name'] })
  .map((gate) => plain(gate) as Gate)

/** Fields outside steps and gates. */
export const HEAD_FIELDS = {
  name: line,
  metadata: fc.record(
    { created_at: fc.constant('2026-02-07T00:00:00Z'), created_by: line, description: paragraph },
    { requiredKeys: [] },
  ),
  policy: fc.record(
    {
      mode: fc.constantFrom('SAFE', 'POWER'),
      max_fanout: fc.integer({ min: 1, max: 10 }),
      allowed_commands: fc.array(word, { maxLength: 3 }),
    },
    { requiredKeys: [] },
  ),
} as const

/** The nodes with every id that another one has already made different. */
export function withUniqueIds<T extends { readonly id: string }>(
  nodes: readonly T[],
  taken: Set<string>,
): T[] {
  return nodes.map((node) => {
    let id = node.id
    while (taken.has(id)) id = `${id.slice(0, 40)}-x`
    taken.add(id)
    return { ...node, id }
  })
}

/** A small sequence; ids are unique, references are not checked. */
export const sequenceArbitrary: fc.Arbitrary<Sequence> = fc
  .record(
    {
      ...HEAD_FIELDS,
      steps: fc.array(stepArbitrary, { maxLength: 3 }),
      gates: fc.array(gateArbitrary, { maxLength: 2 }),
    },
    { requiredKeys: ['name', 'steps', 'gates'] },
  )
  .map(({ name, steps, gates, ...rest }) => {
    const taken = new Set<string>()
    return plain({
      version: '1.0',
      name,
      ...rest,
      steps: withUniqueIds(steps, taken),
      gates: withUniqueIds(gates, taken),
    }) as Sequence
  })
