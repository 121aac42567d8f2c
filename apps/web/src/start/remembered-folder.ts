const DATABASE = 'threados'
const STORE = 'folders'
const KEY = 'last'

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

async function inStore<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await openDatabase()
  try {
    return await new Promise((resolve, reject) => {
      const request = act(database.transaction(STORE, mode).objectStore(STORE))
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  } finally {
    database.close()
  }
}

/** The folder that was open last. Only a browser that can open folders ever kept one. */
export async function rememberedFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  if (!('FileSystemDirectoryHandle' in window)) return undefined
  const kept: unknown = await inStore('readonly', (store) => store.get(KEY))
  return kept instanceof FileSystemDirectoryHandle ? kept : undefined
}

/** Keeps a folder, so that it can be opened again after a reload. */
export async function rememberFolder(handle: FileSystemDirectoryHandle): Promise<void> {
  await inStore('readwrite', (store) => store.put(handle, KEY))
}

/** Forgets it again. */
export async function forgetFolder(): Promise<void> {
  await inStore('readwrite', (store) => store.delete(KEY))
}
