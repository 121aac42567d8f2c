import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadableFolder } from '../../apps/web/src/folder/git/folder-fs.ts'

function check(path: string, isFolder: boolean): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) throw new DOMException(`There is no ${path}.`, 'NotFoundError')
  if (stats.isDirectory() !== isFolder) throw new DOMException(path, 'TypeMismatchError')
}

/** A folder of the disk as a browser hands it to a page that may read it. */
export function diskFolder(
  path: string,
  onRead: (path: string) => void = () => {},
): ReadableFolder {
  return {
    getDirectoryHandle: async (name) => {
      check(join(path, name), true)
      return diskFolder(join(path, name), onRead)
    },
    getFileHandle: async (name) => {
      check(join(path, name), false)
      return {
        getFile: async () => {
          onRead(join(path, name))
          return new Blob([readFileSync(join(path, name))])
        },
      }
    },
    async *keys() {
      yield* readdirSync(path)
    },
  }
}
