import { expect, test } from 'vitest'
import { Confirmations } from '../../../bridge/local/confirmations.ts'
import { unwrap } from '../../../shared/failure.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const QUESTION = {
  root: '/repo',
  hash: 'a'.repeat(64),
  actor: 'orchestrator',
  covers: ['Remove step build'],
  level: 'single',
} as const

function codeOf(result: { ok: boolean; failure?: { code: string } }): string {
  return result.ok ? 'ok' : (result.failure?.code ?? '')
}

function setUp() {
  const clock = { now: 0 }
  return { clock, confirmations: new Confirmations(temporaryFolder(), () => clock.now) }
}

test('a granted confirmation works once', () => {
  const { confirmations } = setUp()
  const { id } = unwrap(confirmations.request(QUESTION))
  confirmations.grant(id)
  const uses = [confirmations.use(id, QUESTION), confirmations.use(id, QUESTION)].map(codeOf)
  expect(uses).toEqual(['ok', 'NOT_FOUND'])
})

test('nothing works before a person has said yes, as often as needed', () => {
  const { confirmations } = setUp()
  const twice = { ...QUESTION, level: 'double' } as const
  const { id } = unwrap(confirmations.request(twice))
  const codes = [codeOf(confirmations.use(id, twice))]
  confirmations.grant(id)
  codes.push(codeOf(confirmations.use(id, twice)))
  confirmations.grant(id)
  codes.push(codeOf(confirmations.use(id, twice)))
  expect(codes).toEqual(['CONFIRMATION_REQUIRED', 'CONFIRMATION_REQUIRED', 'ok'])
})

test.each([
  ['another proposal', { hash: 'b'.repeat(64) }],
  ['another actor', { actor: 'user' as const }],
  ['another repository', { root: '/other' }],
])('a confirmation for one thing does not cover %s', (_what, change) => {
  const { confirmations } = setUp()
  const { id } = unwrap(confirmations.request(QUESTION))
  confirmations.grant(id)
  expect(codeOf(confirmations.use(id, { ...QUESTION, ...change }))).toBe('CONFIRMATION_REQUIRED')
})

test('a confirmation is forgotten after two minutes', () => {
  const { clock, confirmations } = setUp()
  const { id } = unwrap(confirmations.request(QUESTION))
  confirmations.grant(id)
  clock.now = 120_001
  expect(codeOf(confirmations.use(id, QUESTION))).toBe('NOT_FOUND')
})

test('an id that is no id finds nothing, whatever it looks like', () => {
  const { confirmations } = setUp()
  expect(
    ['../../etc/passwd', '', 'x'.repeat(17)].map((id) => codeOf(confirmations.find(id))),
  ).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'])
})

test('a refused question is not put again, can not be granted or used, and is forgotten when its time is over', () => {
  let time = 1_000_000
  const confirmations = new Confirmations(temporaryFolder(), () => time)
  const request = {
    root: '/repo',
    hash: 'h',
    actor: 'orchestrator' as const,
    level: 'single' as const,
    covers: ['Add step a'],
  }
  const asked = confirmations.request(request)
  const id = asked.ok ? asked.value.id : ''
  confirmations.grant(id)
  confirmations.refuse(id)
  const answers = [
    confirmations.request(request),
    confirmations.grant(id),
    confirmations.use(id, request),
  ]
  expect(answers.map((answer) => !answer.ok && answer.failure.code)).toEqual([
    'DENIED',
    'DENIED',
    'DENIED',
  ])
  expect(confirmations.list('/repo')).toEqual([])
  time += 120_000
  expect(confirmations.request(request).ok).toBe(true)
})
