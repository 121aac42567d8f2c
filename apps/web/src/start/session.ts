import type { Accessor } from 'solid-js'
import { createSignal } from 'solid-js'
import { failureFrom } from '../../../../shared/failure.ts'
import type { Announce } from '../state/app-state.ts'
import type { SourceKind, WorkspaceSource } from '../workspace/source.ts'
import { findBridge, forgetToken, pair, readToken, takePairingCode } from './pairing.ts'
import { forgetFolder, rememberedFolder, rememberFolder } from './remembered-folder.ts'

/** What the page shows. */
export type Place =
  | { readonly kind: 'starting' }
  | { readonly kind: 'welcome' }
  | { readonly kind: 'open'; readonly source: WorkspaceSource }

/** Which workspace is open, and the ways to open one. */
export interface Session {
  readonly place: Accessor<Place>
  /** True when the page was served by a bridge that answers; undefined until that is known. */
  readonly hasBridge: Accessor<boolean | undefined>
  /** A sentence about pairing: what went wrong, or why a code is needed. */
  readonly pairingNote: Accessor<string | undefined>
  /** The folder that was open last, when the browser wants a click before it opens again. */
  readonly lastFolder: Accessor<FileSystemDirectoryHandle | undefined>
  readonly connect: (code: string) => Promise<void>
  readonly openFolder: (handle: FileSystemDirectoryHandle) => Promise<void>
  readonly reopenFolder: () => Promise<void>
  readonly openDemo: () => Promise<void>
  /** Shows what a snapshot holds; one that is not sound is told and left alone. */
  readonly openSnapshot: (file: File) => Promise<void>
  readonly leave: () => void
}

const LAST_KEY = 'threados.last'

/** Finds out what to open, opens it, and lets people change it. */
class PageSession implements Session {
  readonly place
  readonly hasBridge
  readonly pairingNote
  readonly lastFolder
  readonly #announce: Announce
  readonly #setPlace
  readonly #setHasBridge
  readonly #setPairingNote
  readonly #setLastFolder

  constructor(announce: Announce) {
    this.#announce = announce
    ;[this.place, this.#setPlace] = createSignal<Place>({ kind: 'starting' })
    ;[this.hasBridge, this.#setHasBridge] = createSignal<boolean>()
    ;[this.pairingNote, this.#setPairingNote] = createSignal<string>()
    ;[this.lastFolder, this.#setLastFolder] = createSignal<FileSystemDirectoryHandle>()
  }

  /** Opens what the address, or the last visit, asks for. */
  async start(): Promise<void> {
    try {
      await this.#openLast()
    } catch (cause) {
      const message = failureFrom(cause).message
      this.#announce({ kind: 'error', title: 'The last workspace was not opened.', message })
      await forgetFolder()
      await this.#welcome()
    }
  }

  async #openLast(): Promise<void> {
    const folder = await rememberedFolder()
    this.#setLastFolder(folder)
    const code = takePairingCode(location, history)
    if (code !== undefined) return this.connect(code)
    const last = localStorage.getItem(LAST_KEY)
    if (last === 'demo') return this.openDemo()
    if (last === 'folder' && folder) {
      const permission = await folder.queryPermission({ mode: 'readwrite' })
      return permission === 'granted' ? this.openFolder(folder) : this.#welcome()
    }
    const token = readToken()
    return token === undefined ? this.#welcome() : this.#openBridge(token)
  }

  readonly connect = (code: string) => this.#attempt(() => this.#connect(code))

  readonly openFolder = (handle: FileSystemDirectoryHandle) =>
    this.#attempt(() => this.#openFolder(handle))

  readonly reopenFolder = () => this.#attempt(() => this.#reopenFolder())

  readonly openDemo = () =>
    this.#attempt(async () => {
      const { openDemoSource } = await import('../demo/demo-source.ts')
      this.#open(openDemoSource())
    })

  readonly openSnapshot = (file: File) =>
    this.#attempt(async () => {
      const { openSnapshotSource } = await import('../snapshot/snapshot-source.ts')
      const source = await openSnapshotSource(file)
      if (source.ok) return this.#open(source.value)
      const { message, hint } = source.failure
      const sentence = hint ? `${message} ${hint}` : message
      this.#announce({ kind: 'error', title: `${file.name} was not opened.`, message: sentence })
    })

  async #connect(code: string): Promise<void> {
    this.#setPairingNote(undefined)
    const token = await pair(code)
    if (token.ok) return this.#openBridge(token.value)
    const { message, hint } = token.failure
    this.#setPairingNote(hint ? `${message} ${hint}` : message)
    if (this.place().kind !== 'welcome') await this.#welcome()
  }

  async #openFolder(handle: FileSystemDirectoryHandle): Promise<void> {
    const { openFolderSource } = await import('../folder/folder-source.ts')
    const source = await openFolderSource(handle)
    if (!source.ok) {
      const { message } = source.failure
      this.#announce({ kind: 'error', title: 'The folder was not opened.', message })
      return
    }
    await rememberFolder(handle)
    this.#setLastFolder(handle)
    this.#open(source.value)
  }

  async #reopenFolder(): Promise<void> {
    const handle = this.lastFolder()
    if (!handle) return
    const permission = await handle.requestPermission({ mode: 'readwrite' })
    if (permission === 'granted') return this.#openFolder(handle)
    const message = `The browser was not allowed to open "${handle.name}". Nothing was changed.`
    this.#announce({ kind: 'warning', message })
  }

  readonly leave = (): void => {
    this.#closeOpen()
    localStorage.removeItem(LAST_KEY)
    void this.#welcome()
  }

  /** Opens something; when that fails, says why and goes to (or stays on) the first page. */
  async #attempt(open: () => Promise<void>): Promise<void> {
    try {
      await open()
    } catch (cause) {
      const message = failureFrom(cause).message
      this.#announce({ kind: 'error', title: 'This workspace could not be opened.', message })
      await this.#welcome()
    }
  }

  #open(source: WorkspaceSource): void {
    this.#closeOpen()
    localStorage.setItem(LAST_KEY, source.kind satisfies SourceKind)
    this.#setPlace({ kind: 'open', source })
  }

  #closeOpen(): void {
    const before = this.place()
    if (before.kind === 'open') before.source.close()
  }

  async #welcome(): Promise<void> {
    this.#setPlace({ kind: 'welcome' })
    this.#setHasBridge(await findBridge())
  }

  async #openBridge(token: string): Promise<void> {
    const { openBridgeSource } = await import('../bridge-client/bridge-source.ts')
    const onUnauthorized = (sentence: string) => {
      forgetToken()
      this.#setPairingNote(sentence)
      this.leave()
    }
    this.#open(openBridgeSource(token, onUnauthorized))
  }
}

/** Makes the page's session and opens what it should begin with. */
export function createSession(announce: Announce): Session {
  const session = new PageSession(announce)
  void session.start()
  return session
}
