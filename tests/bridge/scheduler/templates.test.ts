import { expect, test } from 'vitest'
import { BUILTIN_TEMPLATES } from '../../../shared/templates/find-template.ts'
import { good, scriptedRuntime } from '../../support/runtimes.ts'
import { repoWith } from '../../support/temporary.ts'

const EMPTY = 'version: "1.0"\nname: test\nsteps: []\ngates: []\n'
const FUSION = {
  action: 'fusion.create',
  candidates: ['one', 'two'],
  synth: 'both',
  model: 'codex',
}

const THREADS: [string, { readonly action: string }][] = [
  ...BUILTIN_TEMPLATES.map(({ name }): [string, { action: string; template: string }] => [
    `the template ${name}`,
    { action: 'template.apply', template: name },
  ]),
  ['a fusion that was created by itself', FUSION],
]

test.each(THREADS)(
  '%s runs to its end as it is: each step has a prompt and is DONE',
  async (_, action) => {
    const root = repoWith(EMPTY)
    const { act, runtime, host, sequence } = scriptedRuntime(root, () => ({ status: 'DONE' }))
    await act({ ...action })
    const { steps, gates } = sequence()
    for (let phase = 0; phase <= gates.length; phase += 1) {
      const { runId = '' } = await act({ action: 'run.runnable' })
      good(await runtime.finished(runId))
      const gate = gates[phase]
      if (gate) await act({ action: 'gate.approve', id: gate.id })
    }
    expect(sequence().steps.map(({ id, status }) => [id, status])).toEqual(
      steps.map(({ id }) => [id, 'DONE']),
    )
    const prompts = [...runtime.store.newest().values()].map(
      (place) => good(runtime.store.readCommand(place))?.stdin?.trim() ?? '',
    )
    expect([host.started.length, prompts.length, prompts.filter((text) => text === '')]).toEqual([
      steps.length,
      steps.length,
      [],
    ])
  },
)
