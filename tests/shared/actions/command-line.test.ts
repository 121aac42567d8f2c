import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandLineOf, quoteArgument } from '../../../shared/actions/command-line.ts'
import { parseActions } from '../../../shared/actions/parse-action.ts'
import { unwrap } from '../../../shared/failure.ts'

const CASES: readonly [object, string][] = [
  [
    {
      action: 'step.add',
      id: 'build',
      name: 'Build it',
      type: 'base',
      model: 'shell',
      dependsOn: ['a', 'b'],
      after: ['c'],
      timeoutMs: 1000,
      review: true,
      workspace: 'worktree',
      artifacts: ['dist/{a,b}.js', 'x'],
      retry: { max: 2 },
      watchdogFor: 'a',
      command: ['npm', 'run', "it's"],
    },
    `seqctl step add build --name 'Build it' --type base --model shell --depends-on a,b --after c --workspace worktree --artifacts 'dist/{a,b}.js' --artifacts x --review --timeout 1000 --retry '{"max":2}' --watchdog-for a -- npm run 'it'\\''s'`,
  ],
  [
    {
      action: 'step.add',
      id: 'w',
      type: 'p',
      model: 'codex',
      fanout: 3,
      mergeStep: 'm',
      groupId: 'g',
    },
    'seqctl step add w --type p --model codex --group g --fanout 3 --merge m',
  ],
  [
    {
      action: 'step.add',
      id: 'w',
      type: 'b',
      model: 'codex',
      orchestrator: true,
      prompt: '-v\nok',
    },
    "seqctl step add w --type b --model codex --orchestrator '--prompt=-v\nok'",
  ],
  [
    {
      action: 'step.edit',
      id: 'a',
      newId: 'b',
      lane: null,
      command: null,
      review: false,
      dependsOn: [],
    },
    "seqctl step edit a --new-id b --clear command --depends-on '' --clear lane --no-review",
  ],
  [{ action: 'step.edit', id: 'a', timeoutMs: null }, 'seqctl step edit a --clear timeout'],
  [{ action: 'step.rm', id: 'a', cascade: true }, 'seqctl step rm a --cascade'],
  [
    { action: 'step.clone', id: 'a', newId: 'b', workspace: 'worktree' },
    'seqctl step clone a b --workspace worktree',
  ],
  [
    { action: 'step.move', id: 'a', before: 'b', lane: 'x' },
    'seqctl step move a --before b --lane x',
  ],
  [
    { action: 'step.accept', id: 'a', note: 'well done' },
    "seqctl step accept a --note 'well done'",
  ],
  [
    {
      action: 'template.apply',
      template: 'fusion',
      parameters: { candidates: 2, models: ['a', 'b'], dependsOn: [], x: ['one, two'] },
    },
    `seqctl template apply fusion --set candidates=2 --set models=a,b --set dependsOn= --set 'x=["one, two"]'`,
  ],
  [{ action: 'step.stop', id: 'a' }, 'seqctl stop a'],
  [{ action: 'step.restart', id: 'a' }, 'seqctl restart a'],
  [{ action: 'step.sendKey', id: 'a', key: '<Enter>' }, "seqctl step send-key a '<Enter>'"],
  [{ action: 'dep.add', stepId: 'a', depId: 'b', soft: true }, 'seqctl dep add a b --soft'],
  [{ action: 'dep.rm', stepId: 'a', depId: 'b' }, 'seqctl dep rm a b'],
  [
    {
      action: 'group.parallelize',
      stepIds: ['a', 'b'],
      groupId: 'g',
      failPolicy: 'best_effort',
      mergeStep: 'm',
    },
    'seqctl group parallelize a b --group g --fail-policy best_effort --merge m',
  ],
  [{ action: 'group.dissolve', groupId: 'g' }, 'seqctl group dissolve g'],
  [
    { action: 'fusion.create', candidates: ['a', 'b'], synth: 's' },
    'seqctl fusion create --candidates a,b --synth s',
  ],
  [
    { action: 'gate.insert', id: 'g', name: 'G', dependsOn: ['a', 'b'], before: ['c', 'd'] },
    'seqctl gate insert g --name G --depends-on a,b --before c,d',
  ],
  [{ action: 'gate.approve', id: 'g' }, 'seqctl gate approve g'],
  [{ action: 'gate.rm', id: 'g' }, 'seqctl gate rm g'],
  [{ action: 'prompt.write', stepId: 'a', text: 'x' }, 'seqctl prompt write a --text x'],
  [
    { action: 'sequence.edit', name: 'x', description: null },
    'seqctl sequence edit --name x --clear description',
  ],
  [{ action: 'policy.mode', mode: 'SAFE' }, 'seqctl policy mode SAFE'],
  [{ action: 'run.step', ids: ['a', 'b'], dryRun: true }, 'seqctl run step a b --dry-run'],
  [{ action: 'run.group', groupId: 'g' }, 'seqctl run group g'],
  [{ action: 'run.runnable' }, 'seqctl run runnable'],
  [{ action: 'run.all' }, 'seqctl run all'],
  [{ action: 'attempt.start', id: 'a' }, ''],
]

test.each(CASES)('%o has its command line', (raw, expected) => {
  expect(unwrap(parseActions([raw])).map(commandLineOf)).toEqual([expected])
})

test('a POSIX shell reads a quoted argument as it was', () => {
  const hard = fc.constantFrom(
    "'",
    '"',
    '$HOME',
    '`id`',
    '\\',
    '\n',
    '*',
    '!',
    '; ls',
    ' ',
    'ü',
    '-',
  )
  const argument = fc.array(fc.oneof(hard, fc.string({ unit: 'grapheme' })), { maxLength: 6 })
  const texts = fc
    .array(
      argument.map((parts) => parts.join('')),
      { minLength: 1, maxLength: 40 },
    )
    .map((all) => all.map((text) => text.replaceAll('\0', '')))
  fc.assert(
    fc.property(texts, (all) => {
      const script = `for argument in ${all.map(quoteArgument).join(' ')}; do printf '%s\\0' "$argument"; done`
      const read = execFileSync('sh', ['-c', script], { encoding: 'utf8' })
      expect(read.split('\0').slice(0, -1)).toEqual(all)
    }),
    { numRuns: 60 },
  )
})
