import { expect, test } from 'vitest'
import { releasedBy } from '../../../apps/web/src/inspector/gate-facts.ts'
import { stepOf } from '../../support/web-sequences.ts'

test('a gate releases what waits for it and for nothing else that is open', () => {
  const sequence = {
    version: '1.0',
    name: 'Plan',
    steps: [
      stepOf('done', { status: 'DONE' }),
      stepOf('open'),
      stepOf('next', { depends_on: ['gate'] }),
      stepOf('after-done', { depends_on: ['gate', 'done'] }),
      stepOf('after-open', { depends_on: ['gate', 'open'] }),
      stepOf('other', { depends_on: ['open'] }),
    ],
    gates: [
      { id: 'gate', name: 'Gate' },
      { id: 'second', name: 'Second', depends_on: ['gate'] },
    ],
  }
  expect(releasedBy(sequence, 'gate')).toEqual(['next', 'after-done', 'second'])
})
