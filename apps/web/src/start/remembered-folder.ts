import { inStore } from './browser-store.ts'

const KEY = 'last'

/** The folder that was open last. Only a browser that can open folders ever kept one. */
export async function rememberedFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  if (!('FileSystemDirectoryHandle' in window)) return undefined
  const kept: unknown = await inStore('folders', 'readonly', (store) => store.get(KEY))
  return kept instanceof FileSystemDirectoryHandle ? kept : undefined
}

/** Keeps a folder, so that it can be opened again after a reload. */
export async function rememberFolder(handle: FileSystemDirectoryHandle): Promise<void> {
  await inStore('folders', 'readwrite', (store) => store.put(handle, KEY))
}

/** Forgets it again. */
export async function forgetFolder(): Promise<void> {
  await inStore('folders', 'readwrite', (store) => store.delete(KEY))
}
