import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/bridge.ts'
import { protocolPage } from '../support/protocol-page.ts'

test('docs/protocol.md is what the schemas say', () => {
  const path = join(ROOT, 'docs', 'protocol.md')
  if (process.env['THREADOS_UPDATE_DOCS'] === '1') writeFileSync(path, protocolPage())
  expect(readFileSync(path, 'utf8')).toBe(protocolPage())
})
