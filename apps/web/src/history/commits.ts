import type { Accessor } from 'solid-js'
import { batch, createSignal } from 'solid-js'
import type { Failure } from '../../../../shared/failure.ts'
import type { CommitScope, PlanCommit } from '../../../../shared/protocol/plan-history.ts'
import type { PlanHistory } from '../workspace/source.ts'

/** As many new commits as fill the list. */
const ENOUGH = 12
/** In a long history without them somebody has to say that it may take longer. */
const MOST_STRETCHES = 20

/** The commits that are listed, and the one or two that are looked at. */
export interface Commits {
  readonly list: Accessor<readonly PlanCommit[]>
  /** True when older ones may follow. */
  readonly more: Accessor<boolean>
  readonly isReading: Accessor<boolean>
  readonly failure: Accessor<Failure | undefined>
  readonly scope: Accessor<CommitScope>
  readonly setScope: (scope: CommitScope) => void
  /** Reads from HEAD on anew. */
  readonly refresh: () => void
  readonly readMore: () => void
  readonly selected: Accessor<PlanCommit | undefined>
  readonly select: (commit: PlanCommit) => void
  /** What the selected one is compared with; undefined for the plan as it is now. */
  readonly other: Accessor<PlanCommit | undefined>
  /** Compares with this one, or with now again. */
  readonly toggleOther: (commit: PlanCommit) => void
}

/** Reads a plan's commits as they are asked for. */
export function createCommits(history: PlanHistory): Commits {
  const [list, setList] = createSignal<readonly PlanCommit[]>([])
  const [more, setMore] = createSignal(false)
  const [isReading, setReading] = createSignal(false)
  const [failure, setFailure] = createSignal<Failure>()
  const [scope, setScope] = createSignal<CommitScope>('plan')
  const [selected, setSelected] = createSignal<PlanCommit>()
  const [other, setOther] = createSignal<PlanCommit>()
  let ticket = 0

  const show = (all: readonly PlanCommit[], hasMore: boolean) => {
    const isListed = (one: PlanCommit | undefined) => all.some(({ hash }) => hash === one?.hash)
    setList(all)
    setMore(hasMore)
    if (!isListed(selected())) setSelected(all[0])
    if (!isListed(other())) setOther(undefined)
  }
  /** One stretch after the other, each shown as it comes, until there is something to look at. */
  const read = async (known: readonly PlanCommit[]) => {
    const mine = ++ticket
    let all = known
    setReading(true)
    for (let stretch = 1; ; stretch++) {
      const page = await history.commits(scope(), all.length)
      if (mine !== ticket) return
      setFailure(page.ok ? undefined : page.failure)
      if (!page.ok) break
      const { commits, more: hasMore } = page.value
      all = [...all, ...commits]
      batch(() => show(all, hasMore))
      if (!hasMore || all.length - known.length >= ENOUGH || stretch === MOST_STRETCHES) break
    }
    setReading(false)
  }
  const refresh = () => void read([])
  refresh()
  return {
    list,
    more,
    isReading,
    failure,
    scope,
    setScope: (next) => {
      setScope(next)
      refresh()
    },
    refresh,
    readMore: () => {
      if (more() && !isReading()) void read(list())
    },
    selected,
    select: (commit) =>
      batch(() => {
        setSelected(commit)
        if (other()?.hash === commit.hash) setOther(undefined)
      }),
    other,
    toggleOther: (commit) => {
      if (commit.hash === selected()?.hash) return
      setOther(other()?.hash === commit.hash ? undefined : commit)
    },
  }
}

/** As much of a hash as people read. */
export function shortHash({ hash }: PlanCommit): string {
  return hash.slice(0, 7)
}

/** The day and the minute of a commit on the reader's clock. */
export function commitTime({ seconds }: PlanCommit): string {
  const then = new Date(seconds * 1000)
  return then.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
}
