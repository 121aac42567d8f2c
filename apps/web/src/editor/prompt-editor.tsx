import type { JSX } from 'solid-js'
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show } from 'solid-js'
import { unifiedDiff } from '../../../../shared/diff/unified.ts'
import { DiffView } from '../diff/diff-view.tsx'
import { VerdictLine } from '../review/verdict-line.tsx'
import { useApp } from '../state/app-state.ts'
import { writePrompt } from '../state/intents.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { dropDraft, keepDraft, readDraft } from './drafts.ts'
import { type MarkdownEditor, mountMarkdownEditor } from './markdown-editor.ts'
import './prompt-editor.css'

interface PromptEditorProps {
  readonly stepId: string
  readonly path: string
  /** The text of the file as it was last read. */
  readonly fileText: string
  /** Reads the file again. */
  readonly reload: () => void
}

/** Edits a prompt. What is typed is kept on this device until it is saved or discarded; saving is a proposal. */
export function PromptEditor(props: PromptEditorProps): JSX.Element {
  const app = useApp()
  const { stepId } = props
  const repo = app.source.workspace.view.repo.path
  const kept = readDraft(localStorage, repo, stepId)
  const [base, setBase] = createSignal(kept?.base ?? props.fileText)
  const [text, setText] = createSignal(kept?.text ?? props.fileText)
  const [isKept, setKept] = createSignal(true)
  const isChanged = () => text() !== base()
  const hasMoved = () => isChanged() && props.fileText !== base() && props.fileText !== text()
  const actions = createMemo(() => (isChanged() ? writePrompt(stepId, text()) : []))
  let editor: MarkdownEditor | undefined
  let host: HTMLDivElement | undefined

  const type = (next: string) => {
    setText(next)
    if (next === base()) dropDraft(localStorage, repo, stepId)
    else setKept(keepDraft(localStorage, repo, stepId, { base: base(), text: next }))
  }
  const take = (next: string) => {
    setBase(next)
    setText(next)
    editor?.setText(next)
    dropDraft(localStorage, repo, stepId)
  }
  const save = () => {
    if (!isChanged() || app.editBlock() !== undefined) return
    props.reload()
    void app.review.open(`Write the prompt of ${stepId}`, actions())
  }
  // A file that changes while nobody edits is simply shown; else the two are told apart below.
  createEffect(
    on(
      () => props.fileText,
      (now) => {
        if (!isChanged() || now === text()) take(now)
      },
      { defer: true },
    ),
  )
  let isShown = true
  app.review.onApplied((title) => {
    if (isShown && title === `Write the prompt of ${stepId}`) {
      take(text())
      props.reload()
    }
  })
  onMount(() => {
    if (!host) return
    editor = mountMarkdownEditor(host, {
      text: text(),
      label: `Prompt of ${stepId}`,
      onChange: type,
      onSave: save,
    })
    createEffect(() => editor?.setReadOnly(app.source.capabilities.edit === false))
  })
  onCleanup(() => {
    isShown = false
    editor?.destroy()
  })
  return (
    <div class="prompt-editor">
      <Show when={hasMoved()}>
        <Moved
          mine={text()}
          path={props.path}
          theirs={props.fileText}
          onKeep={() => {
            setBase(props.fileText)
            type(text())
          }}
          onTake={() => take(props.fileText)}
        />
      </Show>
      <Show when={!isKept()}>
        <Notice kind="warning" live>
          This browser has no room to keep what you type. Save it before you close the page.
        </Notice>
      </Show>
      <div class="prompt-text" ref={host} data-testid="prompt-editor" />
      <div class="prompt-foot">
        <Show when={isChanged()} fallback={<span class="code muted truncate">{props.path}</span>}>
          <VerdictLine actions={actions()} />
        </Show>
        <span class="bar-space" />
        <Show when={isChanged()}>
          <Button kind="quiet" onClick={() => take(props.fileText)}>
            Discard
          </Button>
          <Button
            kind="primary"
            title="Look at the change (Ctrl+S)"
            disabledReason={app.editBlock()}
            testId="save-prompt"
            onClick={save}
          >
            Look at the change…
          </Button>
        </Show>
      </div>
    </div>
  )
}

interface MovedProps {
  readonly mine: string
  readonly theirs: string
  readonly path: string
  readonly onKeep: () => void
  readonly onTake: () => void
}

/** The file changed while somebody was writing: both texts, and a way to either. */
function Moved(props: MovedProps): JSX.Element {
  return (
    <Notice
      kind="warning"
      live
      title="The file changed while you were writing."
      actions={
        <>
          <Button onClick={props.onKeep}>Keep mine</Button>
          <Button kind="quiet" onClick={props.onTake}>
            Take the file's
          </Button>
        </>
      }
    >
      <DiffView diff={unifiedDiff(props.path, props.theirs, props.mine)} />
    </Notice>
  )
}
