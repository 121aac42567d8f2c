import { expect, test } from 'vitest'
import { harmlessText } from '../../shared/harmless-text.ts'
import { repoWith, temporaryFolder } from '../support/temporary.ts'
import { seqctlAtTerminal } from '../support/terminal.ts'

const TITLE = '\u001b]0;owned\u0007'
const PLAN = `version: "1.0"
name: demo
steps:
  - id: a
    name: A
    type: base
    model: codex
gates:
  - id: go
    name: Go
    depends_on: []
`

test('no word of a file, an argument or a remark steers the terminal that it is shown at', async () => {
  const hostile = repoWith(PLAN.replace('name: A', String.raw`"${'\\e]0;owned\\a'}name\u202E": A`))
  const root = repoWith(PLAN)
  const data = temporaryFolder()
  const shown = [
    await seqctlAtTerminal(hostile, data, ['status']),
    await seqctlAtTerminal(root, data, ['step', 'show', `${TITLE}x\u202e`]),
    await seqctlAtTerminal(root, data, [`${TITLE}x`]),
    await seqctlAtTerminal(root, data, ['gate', 'approve', 'go', '--note', `${TITLE}no`]),
    await seqctlAtTerminal(root, data, ['audit', 'list']),
  ]
  expect(shown.map(({ exit }) => exit)).toEqual([1, 6, 2, 0, 0])
  const steering = shown.map(({ screen }) => screen.replaceAll('\r\n', '\n'))
  expect(steering.filter((text) => text !== harmlessText(text))).toEqual([])
  expect(shown[0]?.screen).toContain('name')
})
