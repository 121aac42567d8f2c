import type { JSX } from 'solid-js'
import { createResource, createSignal, For, Match, Show, Switch } from 'solid-js'
import Back from '~icons/lucide/arrow-left'
import Download from '~icons/lucide/download'
import { type AttemptRecord, MAX_ARTIFACT_BYTES } from '../../../../shared/schema/run.ts'
import { useApp } from '../state/app-state.ts'
import { formatBytes } from '../status/duration.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { readWholeFile, textOfBytes, withoutEscapes } from './file-content.ts'
import { Loaded, placeOf, Rest } from './loaded.tsx'

/** The files that an attempt left: their list, or one of them. */
export function AttemptFiles(props: { readonly attempt: AttemptRecord }): JSX.Element {
  const [opened, setOpened] = createSignal<string>()
  return (
    <Show when={opened()} keyed fallback={<FileList attempt={props.attempt} onOpen={setOpened} />}>
      {(name) => (
        <OpenedFile attempt={props.attempt} name={name} onClose={() => setOpened(undefined)} />
      )}
    </Show>
  )
}

interface FileListProps {
  readonly attempt: AttemptRecord
  readonly onOpen: (name: string) => void
}

function FileList(props: FileListProps): JSX.Element {
  const app = useApp()
  return (
    <Loaded attempt={props.attempt} load={app.source.attemptFiles}>
      {(files) => (
        <Show when={files.length > 0} fallback={<p class="muted">No files are kept.</p>}>
          <table class="results-files">
            <thead>
              <tr>
                <th scope="col">File</th>
                <th scope="col">Size</th>
              </tr>
            </thead>
            <tbody>
              <For each={files}>
                {(file) => (
                  <tr>
                    <td class="code">
                      <button
                        type="button"
                        class="text-link"
                        onClick={() => props.onOpen(file.name)}
                      >
                        {file.name}
                      </button>
                    </td>
                    <td>{formatBytes(file.bytes)}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
          <p class="muted">
            In <code>.threados/runs/{props.attempt.runId}</code>; never changed after the end.
          </p>
        </Show>
      )}
    </Loaded>
  )
}

/** Hands bytes to the browser as a file to keep; it is never opened as a page of this origin. */
function keepFile(name: string, pieces: readonly Uint8Array<ArrayBuffer>[]): void {
  const url = URL.createObjectURL(new Blob([...pieces], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

interface OpenedFileProps {
  readonly attempt: AttemptRecord
  readonly name: string
  readonly onClose: () => void
}

/** One file: its beginning when it is text, shown as text and nothing else, and the way to keep all of it. */
function OpenedFile(props: OpenedFileProps): JSX.Element {
  const app = useApp()
  const read = (offset: number) =>
    app.source.attemptFile(placeOf(props.attempt), props.name, offset)
  const [beginning] = createResource(() => read(0))
  const [isLoading, setLoading] = createSignal(false)
  const found = () => {
    const result = beginning()
    return result?.ok ? result.value : undefined
  }
  const trouble = () => {
    const result = beginning()
    return result && !result.ok ? result.failure.message : undefined
  }
  const text = () => {
    const file = found()
    return file && textOfBytes(file.piece, file.nextOffset >= file.size)
  }
  const keepBlock = () => {
    const file = found()
    if (!file) return 'It is not read yet.'
    return file.size > MAX_ARTIFACT_BYTES
      ? `Only files up to ${formatBytes(MAX_ARTIFACT_BYTES)} can be kept from here.`
      : undefined
  }
  const keep = async () => {
    setLoading(true)
    const whole = await readWholeFile(read)
    setLoading(false)
    if (whole.ok) keepFile(props.name, whole.value)
    else {
      const { message, hint } = whole.failure
      app.announce({ kind: 'error', title: props.name, message: `${message} ${hint ?? ''}` })
    }
  }
  return (
    <section class="file" aria-label={`File ${props.name}`}>
      <header class="file-head">
        <IconButton small label="Back to the files" icon={<Back />} onClick={props.onClose} />
        <span class="code truncate" title={props.name}>
          {props.name}
        </span>
        <span class="muted">{found() ? formatBytes(found()?.size ?? 0) : ''}</span>
        <span class="bar-space" />
        <Button
          icon={<Download />}
          disabledReason={keepBlock()}
          busy={isLoading()}
          onClick={() => void keep()}
        >
          Download
        </Button>
      </header>
      <Switch fallback={<p class="muted">Loading…</p>}>
        <Match when={trouble()}>{(message) => <Notice kind="warning">{message()}</Notice>}</Match>
        <Match when={found()?.size === 0}>
          <p class="muted">This file is empty.</p>
        </Match>
        <Match when={text()} keyed>
          {(shown) => (
            <>
              <Rest nextOffset={found()?.nextOffset ?? 0} bytes={found()?.size ?? 0} />
              <section class="file-text" tabindex={0} aria-label={`Text of ${props.name}`}>
                <pre>{withoutEscapes(shown)}</pre>
              </section>
            </>
          )}
        </Match>
        <Match when={found()}>
          <p class="muted">This is no text; download it to look at it with another program.</p>
        </Match>
      </Switch>
    </section>
  )
}
