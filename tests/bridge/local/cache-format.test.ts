import { expect, test } from 'vitest'
import { FORMAT as DOCUMENT_FORMAT } from '../../../bridge/local/document-cache.ts'
import { FORMAT as POLICY_FORMAT } from '../../../bridge/local/shown-policy.ts'
import { canonicalJson } from '../../../shared/canonical-json.ts'
import { sha256Hex } from '../../../shared/hash.ts'
import { type FileSchemaName, fileJsonSchema } from '../../../shared/schema/file-schemas.ts'

function shapeOf(name: FileSchemaName): string {
  return sha256Hex(canonicalJson(fileJsonSchema(name))).slice(0, 16)
}

// A cache that an older ThreadOS wrote must not be read as if it were of the new shape. When this fails, the shape of
// the file has changed: give the cache's FORMAT the next number, and write both down here.
test.each([
  ['sequence', DOCUMENT_FORMAT, '1 81584c2a3224dc5c'],
  ['policy', POLICY_FORMAT, '1 b0d2d3cfdec65087'],
] as const)(
  'the cache of the parsed %s has a format of its own for each shape of the file',
  (name, format, known) => {
    expect(`${format} ${shapeOf(name)}`).toBe(known)
  },
)
