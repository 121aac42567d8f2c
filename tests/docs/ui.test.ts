import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/bridge.ts'
import { pictureFile, SHOTS, SIZES } from '../support/picture-catalogue.ts'
import { uiPage } from '../support/ui-page.ts'

test('docs/ui.md is what the catalogue of pictures says', () => {
  const path = join(ROOT, 'docs', 'ui.md')
  if (process.env['THREADOS_UPDATE_DOCS'] === '1') writeFileSync(path, uiPage())
  expect(readFileSync(path, 'utf8')).toBe(uiPage())
})

test('every picture of the catalogue is there, and no other', () => {
  const wanted = SHOTS.flatMap(({ name }) =>
    SIZES.flatMap(({ width }) => [
      pictureFile(name, width, 'dark'),
      pictureFile(name, width, 'light'),
    ]),
  )
  expect(readdirSync(join(ROOT, 'docs/images/ui')).sort()).toEqual(wanted.sort())
})
