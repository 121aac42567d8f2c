import type { JSX } from 'solid-js'
import { Show } from 'solid-js'
import Compare from '~icons/lucide/git-compare'
import type { PlanCommit } from '../../../../shared/protocol/plan-history.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { VirtualRows } from '../ui/virtual-rows.tsx'
import { type Commits, commitTime, shortHash } from './commits.ts'

const ROW_HEIGHT = 48
/** How far each key moves the choice. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -8,
  PageDown: 8,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

/** The commits, newest first. Arrows choose one; C compares it with the one that was chosen before. */
export function CommitList(props: { readonly commits: Commits }): JSX.Element {
  let place: HTMLDivElement | undefined
  const { commits } = props
  const indexOf = (commit: PlanCommit | undefined) =>
    commits.list().findIndex(({ hash }) => hash === commit?.hash)

  /** Focuses a row, which may have to be scrolled into the page first. */
  const focusRow = (index: number) => {
    const rows = place?.querySelector<HTMLElement>('.virtual')
    if (!rows) return
    const [top, bottom] = [index * ROW_HEIGHT, (index + 1) * ROW_HEIGHT]
    if (top < rows.scrollTop) rows.scrollTop = top
    else if (bottom > rows.scrollTop + rows.clientHeight)
      rows.scrollTop = bottom - rows.clientHeight
    const row = () => place?.querySelector<HTMLElement>(`[data-commit="${index}"]`)
    // At once where it is there: the next key must find it, however soon it comes.
    if (row()) row()?.focus()
    else requestAnimationFrame(() => row()?.focus())
  }
  const focused = () => {
    const at = document.activeElement?.closest<HTMLElement>('[data-commit]')?.dataset['commit']
    return at === undefined ? indexOf(commits.selected()) : Number(at)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = STEPS[event.key]
    const here = commits.list()[focused()]
    if (by !== undefined) {
      const last = commits.list().length - 1
      focusRow(Math.max(0, Math.min(last, focused() + by)))
    } else if (event.key === 'c' && !event.ctrlKey && !event.metaKey && here) {
      commits.toggleOther(here)
    } else return
    event.preventDefault()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the buttons inside
    <div class="history-list" ref={place} onKeyDown={onKeyDown}>
      <VirtualRows
        class="history-rows"
        label="Commits, newest first"
        count={commits.list().length}
        rowHeight={ROW_HEIGHT}
        onAtEnd={(atEnd) => atEnd && commits.readMore()}
        row={(index) => (
          <Show when={commits.list()[index]}>
            {(commit) => <Row commits={commits} commit={commit()} index={index} />}
          </Show>
        )}
      />
      <Show when={!(commits.isReading() || commits.failure()) && commits.list().length === 0}>
        <p class="history-none">
          {commits.more()
            ? 'None of the commits looked at so far touched the plan.'
            : 'No commit has touched the plan yet. Commit .threados/sequence.yaml to begin its history.'}
        </p>
      </Show>
      <Show when={commits.failure()}>
        {(failure) => (
          <Notice kind="warning" live>
            {failure().message} {failure().hint}
          </Notice>
        )}
      </Show>
      <Show when={commits.more()}>
        <div class="history-more">
          <Button kind="quiet" busy={commits.isReading()} onClick={commits.readMore}>
            Look further back
          </Button>
        </div>
      </Show>
    </div>
  )
}

interface RowProps {
  readonly commits: Commits
  readonly commit: PlanCommit
  readonly index: number
}

function Row(props: RowProps): JSX.Element {
  const isSelected = () => props.commits.selected()?.hash === props.commit.hash
  const isOther = () => props.commits.other()?.hash === props.commit.hash
  return (
    <div class="history-row" classList={{ 'history-row-other': isOther() }}>
      <button
        type="button"
        class="history-commit"
        data-commit={props.index}
        aria-pressed={isSelected()}
        aria-keyshortcuts="C"
        tabIndex={isSelected() ? 0 : -1}
        onClick={() => props.commits.select(props.commit)}
      >
        <span class="history-subject truncate">{props.commit.subject || 'Without a message'}</span>
        <span class="history-facts truncate">
          <code>{shortHash(props.commit)}</code> {props.commit.author} · {commitTime(props.commit)}
        </span>
      </button>
      <Show when={!isSelected()}>
        <IconButton
          small
          label={isOther() ? 'Compare with now again (C)' : 'Compare with the chosen one (C)'}
          icon={<Compare />}
          pressed={isOther()}
          tabIndex={-1}
          onClick={() => props.commits.toggleOther(props.commit)}
        />
      </Show>
    </div>
  )
}
