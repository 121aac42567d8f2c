import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { EVERYWHERE, LAYERS } from './layers.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const IMPORTS =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g

function toPosix(path: string): string {
  return path.replaceAll('\\', '/')
}

function isUnder(path: string, prefix: string): boolean {
  const folder = prefix.replace(/\/$/, '')
  return path === folder || path.startsWith(`${folder}/`)
}

function layerOf(file: string): string | undefined {
  return Object.keys(LAYERS)
    .filter((prefix) => isUnder(file, prefix))
    .sort((a, b) => b.length - a.length)[0]
}

/** The imports of a source text that its layer does not allow. */
function forbiddenImports(file: string, source: string): string[] {
  const name = layerOf(file)
  const layer = name === undefined ? undefined : LAYERS[name]
  if (name === undefined || !layer) return ['(this folder is not in layers.ts)']
  const reach = [name, ...layer.may, ...EVERYWHERE]
  return [...source.matchAll(IMPORTS)]
    .map((found) => found[1] ?? found[2] ?? found[3] ?? '')
    .filter((specifier) => {
      if (specifier.startsWith('.')) {
        const target = toPosix(relative(ROOT, resolve(ROOT, dirname(file), specifier)))
        return !reach.some((prefix) => isUnder(target.replace(/\?.*$/, ''), prefix))
      }
      if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return !layer.node
      return !(layer.packages ?? []).some((allowed) => isUnder(specifier, allowed))
    })
}

const files = ['shared', 'bridge', 'apps']
  .flatMap((top) =>
    readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' }).map((file) =>
      toPosix(join(top, file)),
    ),
  )
  .filter((file) => /(?<!\.d)\.(tsx?|mjs)$/.test(file))

test.each(files)('%s imports only what its layer may', (file) => {
  expect(forbiddenImports(file, readFileSync(join(ROOT, file), 'utf8'))).toEqual([])
})

test('the law catches what it forbids', () => {
  expect(forbiddenImports('shared/dag/x.ts', "import { readFileSync } from 'node:fs'\n")).toEqual([
    'node:fs',
  ])
  expect(
    forbiddenImports('apps/web/src/x.ts', "import { a } from '../../../bridge/main.ts'\n"),
  ).toEqual(['../../../bridge/main.ts'])
  expect(forbiddenImports('shared/nowhere/x.ts', '')).toEqual(['(this folder is not in layers.ts)'])
})
