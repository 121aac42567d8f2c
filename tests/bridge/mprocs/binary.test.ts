import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findMprocs } from '../../../bridge/mprocs/binary.ts'

const folder = mkdtempSync(join(tmpdir(), 'threados-binary-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A program that says it is some version of mprocs. */
function stub(name: string, says: string): string {
  const path = join(folder, name, 'mprocs')
  mkdirSync(join(folder, name))
  writeFileSync(path, `#!/bin/sh\n${says}\n`)
  chmodSync(path, 0o755)
  return path
}

function brief(result: Awaited<ReturnType<typeof findMprocs>>) {
  return result.ok ? result.value : [result.failure.code, result.failure.message]
}

test('the binary of the npm package is found and tells its version', async () => {
  expect(brief(await findMprocs({ environment: {} }))).toEqual({
    path: expect.stringContaining('mprocs'),
    version: '0.9.6',
  })
})

test('what the variable names comes first, then the vendor folder', async () => {
  const named = stub('named', 'echo mprocs 0.9.6')
  const vendor = stub('vendor', 'echo mprocs 0.9.6')
  const places = { vendorFolder: join(folder, 'vendor') }
  expect([
    brief(await findMprocs({ ...places, environment: { THREADOS_MPROCS_PATH: named } })),
    brief(await findMprocs({ ...places, environment: {} })),
  ]).toEqual([
    { path: named, version: '0.9.6' },
    { path: vendor, version: '0.9.6' },
  ])
})

test('a missing, wrong or broken binary is refused with what to do, and nothing else is taken', async () => {
  const paths = [
    join(folder, 'nowhere'),
    stub('old', 'echo mprocs 0.7.2'),
    stub('mute', 'exit 3'),
    stub('other', 'echo something else'),
  ]
  const results = await Promise.all(
    paths.map((path) => findMprocs({ environment: { THREADOS_MPROCS_PATH: path } })),
  )
  expect([
    results.map(brief),
    results.every((result) => !result.ok && result.failure.hint?.includes('mprocs@0.9.6')),
  ]).toEqual([
    [
      ['RUNTIME_UNAVAILABLE', `THREADOS_MPROCS_PATH names no program: ${paths[0]}.`],
      [
        'RUNTIME_UNAVAILABLE',
        `${paths[1]} is mprocs 0.7.2; ThreadOS needs 0.9.6, since other versions take other orders.`,
      ],
      ['RUNTIME_UNAVAILABLE', expect.stringContaining(`${paths[2]} is no working mprocs`)],
      ['RUNTIME_UNAVAILABLE', `${paths[3]} is no working mprocs: it did not tell its version.`],
    ],
    true,
  ])
})
