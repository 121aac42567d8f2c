import { describe, expect, test } from 'vitest'
import { fits, parseQuery } from '../../../apps/web/src/state/search.ts'
import { gate, step } from '../../support/sequences.ts'

const NODES = [
  step('build-api', { name: 'Build the API', status: 'FAILED', model: 'codex', lane: 'build' }),
  step('build-app', { name: 'Build the app', status: 'NEEDS_REVIEW', model: 'claude-code' }),
  step('docs', { name: 'Write docs', model: 'codex', type: 'l', group_id: 'late' }),
  gate('release', { name: 'Release', status: 'BLOCKED' }),
]

function find(text: string): readonly string[] | undefined {
  const query = parseQuery(text)
  return query && NODES.filter((node) => fits(node, query)).map((node) => node.id)
}

describe('search', () => {
  test.each([
    ['build', ['build-api', 'build-app']],
    ['BUILD app', ['build-app']],
    ['"the api"', ['build-api']],
    ['status:failed model:codex', ['build-api']],
    ['status:failed,ready', ['build-api', 'docs']],
    ['status:needs-review', ['build-app']],
    ['status:blocked', ['release']],
    ['type:gate', ['release']],
    ['type:l group:late', ['docs']],
    ['lane:bui', ['build-api']],
    ['nothing', []],
  ])('%s', (text, ids) => {
    expect(find(text)).toEqual(ids)
  })

  test.each(['', '   ', 'status:', '""'])('%j asks for nothing, or for everything', (text) => {
    expect(find(text) ?? NODES.map(({ id }) => id)).toHaveLength(NODES.length)
  })
})
