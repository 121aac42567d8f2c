import type { JSX } from 'solid-js'
import { createSignal, Match, Show, Switch } from 'solid-js'
import Demo from '~icons/lucide/flask-conical'
import Folder from '~icons/lucide/folder-open'
import Plug from '~icons/lucide/plug'
import { ThemeMenu } from '../frame/theme-menu.tsx'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Logo } from '../ui/logo.tsx'
import { Notice } from '../ui/notice.tsx'
import type { Session } from './session.ts'
import './start.css'

/** The first minute: one page with three ways in. A folder, or a snapshot, may also be dropped anywhere on it. */
export function WelcomePage(props: { readonly session: Session }): JSX.Element {
  const drop = async (event: DragEvent) => {
    event.preventDefault()
    const item = [...(event.dataTransfer?.items ?? [])].find((one) => one.kind === 'file')
    // Both at once: a dropped thing can't be asked again later. Not every browser has handles.
    const file = item?.getAsFile()
    const handle = await item?.getAsFileSystemHandle?.()
    if (handle?.kind === 'directory') {
      return props.session.openFolder(handle as FileSystemDirectoryHandle)
    }
    if (file) await props.session.openSnapshot(file)
  }
  return (
    <main
      class="welcome"
      data-testid="welcome"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => void drop(event)}
    >
      <div class="welcome-corner">
        <ThemeMenu />
      </div>
      <div class="welcome-inner">
        <header class="welcome-head">
          <span class="welcome-logo">
            <Logo />
          </span>
          <h1>ThreadOS</h1>
          <p class="welcome-lead">Plan, run and review the work of many coding agents.</p>
        </header>
        <div class="welcome-ways">
          <BridgeWay session={props.session} />
          <FolderWay session={props.session} />
          <DemoWay session={props.session} />
        </div>
        <p class="welcome-foot">
          The plan is a file of your repository, <code>.threados/sequence.yaml</code>. Nothing
          leaves this machine but what you or an agent say to a model.
        </p>
      </div>
    </main>
  )
}

interface WayProps {
  readonly icon: JSX.Element
  readonly title: string
  readonly lead: string
  readonly children: JSX.Element
}

function Way(props: WayProps): JSX.Element {
  return (
    <section class="way">
      <span class="icon way-icon">{props.icon}</span>
      <h2 class="way-title">{props.title}</h2>
      <p class="way-lead">{props.lead}</p>
      <div class="way-act">{props.children}</div>
    </section>
  )
}

function BridgeWay(props: { readonly session: Session }): JSX.Element {
  const [code, setCode] = createSignal('')
  const [isBusy, setBusy] = createSignal(false)
  const connect = async () => {
    setBusy(true)
    await props.session.connect(code())
    setBusy(false)
  }
  return (
    <Way
      icon={<Plug />}
      title="Connect to a bridge"
      lead="Run steps, follow their logs live, and approve what they did."
    >
      <Show
        when={props.session.hasBridge() !== false}
        fallback={
          <p class="way-note">
            No bridge serves this page. Start one in your repository with <code>npm start</code> or{' '}
            <code>seqctl bridge start</code> and open the address that it prints.
          </p>
        }
      >
        <form
          class="way-form"
          onSubmit={(event) => {
            event.preventDefault()
            void connect()
          }}
        >
          <Field
            label="Pairing code"
            hint="The bridge shows it in its terminal."
            code
            value={code()}
            onInput={setCode}
          />
          <Button
            kind="primary"
            type="submit"
            busy={isBusy()}
            disabledReason={code().trim() === '' ? 'Type the code first.' : undefined}
          >
            Connect
          </Button>
        </form>
      </Show>
      <Show when={props.session.pairingNote()}>
        {(note) => (
          <Notice kind="warning" live>
            {note()}
          </Notice>
        )}
      </Show>
    </Way>
  )
}

function FolderWay(props: { readonly session: Session }): JSX.Element {
  const canOpen = 'showDirectoryPicker' in window
  const [note, setNote] = createSignal<string>()
  const choose = async () => {
    setNote(undefined)
    try {
      const handle = await window.showDirectoryPicker({ mode: 'readwrite', id: 'threados' })
      await props.session.openFolder(handle)
    } catch (cause) {
      const isCancelled = cause instanceof DOMException && cause.name === 'AbortError'
      setNote(
        isCancelled
          ? 'No folder was opened. Choose the folder of your project, not your home folder.'
          : String(cause),
      )
    }
  }
  return (
    <Way
      icon={<Folder />}
      title="Open a folder"
      lead="See and edit the sequence of a repository on this computer. Nothing to install."
    >
      <Switch>
        <Match when={!canOpen}>
          <p class="way-note">
            This browser can't open folders. Use Chromium, Chrome or Edge, or connect to a bridge.
          </p>
        </Match>
        <Match when={props.session.lastFolder()}>
          {(handle) => (
            <>
              <Button kind="primary" onClick={() => void props.session.reopenFolder()}>
                Reconnect {handle().name}
              </Button>
              <Button kind="quiet" onClick={() => void choose()}>
                Open another folder…
              </Button>
            </>
          )}
        </Match>
        <Match when={canOpen}>
          <Button
            kind={props.session.hasBridge() === false ? 'primary' : 'plain'}
            testId="open-folder"
            onClick={() => void choose()}
          >
            Open folder…
          </Button>
        </Match>
      </Switch>
      <Show when={note()}>{(text) => <p class="way-note">{text()}</p>}</Show>
    </Way>
  )
}

function DemoWay(props: { readonly session: Session }): JSX.Element {
  let input: HTMLInputElement | undefined
  const choose = () => {
    const file = input?.files?.[0]
    if (input) input.value = ''
    if (file) void props.session.openSnapshot(file)
  }
  return (
    <Way
      icon={<Demo />}
      title="Look around"
      lead="A built-in demo, or a snapshot that somebody sent you. Nothing runs and nothing is saved."
    >
      <Button testId="open-demo" onClick={() => void props.session.openDemo()}>
        Open the demo
      </Button>
      <Button kind="quiet" onClick={() => input?.click()}>
        Open a snapshot…
      </Button>
      <input
        ref={(element) => {
          input = element
        }}
        type="file"
        accept=".json,application/json"
        aria-label="Snapshot"
        hidden
        onChange={choose}
      />
    </Way>
  )
}
