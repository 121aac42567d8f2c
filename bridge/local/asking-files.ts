import { z } from 'zod'
import type { AskingFile } from '../../shared/policy/trust.ts'
import { ok, type Result } from '../../shared/result.ts'
import type { TrustKind } from '../../shared/schema/trust.ts'
import { parseYamlFile } from '../../shared/yaml/parse-file.ts'
import { fileHash } from './file-hash.ts'
import { askingPlaces, MAX_ASKING_BYTES, readRepoFile } from './repo-files.ts'

/** What a YAML file holds, for listing what it starts; nothing where it can't be read as YAML. */
function looselyParsed(file: string, bytes: Uint8Array): Pick<AskingFile, 'data'> {
  if (!/\.ya?ml$/.test(file)) return {}
  const parsed = parseYamlFile(bytes, z.unknown(), { file, maxBytes: MAX_ASKING_BYTES })
  return parsed.ok ? { data: parsed.value } : {}
}

function asking(root: string, path: string, kind: TrustKind): Result<AskingFile | undefined> {
  const bytes = readRepoFile(root, path)
  if (!bytes.ok) return bytes
  if (bytes.value === undefined) return ok(undefined)
  return ok({
    path,
    kind,
    sha256: fileHash(bytes.value),
    ...looselyParsed(path, bytes.value),
  })
}

/** The files besides policy.yaml with which a repository asks for something. */
export function findAskingFiles(root: string): Result<AskingFile[]> {
  const places = askingPlaces(root)
  if (!places.ok) return places
  const files: AskingFile[] = []
  for (const [path, kind] of places.value) {
    const file = asking(root, path, kind)
    if (!file.ok) return file
    if (file.value) files.push(file.value)
  }
  return ok(files)
}
