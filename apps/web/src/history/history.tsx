import type { JSX } from 'solid-js'
import { Match, Show, Switch } from 'solid-js'
import Refresh from '~icons/lucide/refresh-cw'
import type { CommitScope } from '../../../../shared/protocol/plan-history.ts'
import { useApp } from '../state/app-state.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { ViewSwitch } from '../ui/view-switch.tsx'
import type { PlanHistory } from '../workspace/source.ts'
import { CommitDetail } from './commit-detail.tsx'
import { CommitList } from './commit-list.tsx'
import { createCommits } from './commits.ts'
import './history.css'

const SCOPES: Readonly<Record<CommitScope, string>> = { plan: 'Plan', all: 'All commits' }

/** The plan in git: its commits, what changed between two of them and since, and an old plan brought back. */
export function History(): JSX.Element {
  const app = useApp()
  return (
    <Show
      when={app.source.planHistory}
      fallback={
        <div class="panel-empty">
          <p>This plan is kept in no git repository, so it has no history.</p>
          <p class="muted">Open a folder or connect to a bridge to see the commits of its plan.</p>
        </div>
      }
    >
      {(history) => <CommitsOf history={history()} />}
    </Show>
  )
}

function CommitsOf(props: { readonly history: PlanHistory }): JSX.Element {
  const commits = createCommits(props.history)
  // What is listed already stays: a commit that can't be read tells nothing about the others.
  const failure = () => (commits.list().length === 0 ? commits.failure() : undefined)
  const again = () => (
    <Button busy={commits.isReading()} onClick={commits.refresh}>
      Read it again
    </Button>
  )
  return (
    <Switch
      fallback={
        <div class="history">
          <div class="history-side">
            <div class="history-bar">
              <ViewSwitch
                views={Object.keys(SCOPES) as CommitScope[]}
                labelOf={(scope) => SCOPES[scope]}
                value={commits.scope()}
                onChange={commits.setScope}
              />
              <span class="bar-space" />
              <span class="muted" role="status">
                {commits.isReading() ? 'Reading…' : counted(commits.list().length, commits.more())}
              </span>
              <IconButton
                small
                label="Read it again"
                icon={<Refresh />}
                onClick={commits.refresh}
              />
            </div>
            <CommitList commits={commits} />
          </div>
          <Show when={commits.selected()}>
            <CommitDetail history={props.history} commits={commits} />
          </Show>
        </div>
      }
    >
      <Match when={failure()?.code === 'NOT_FOUND' && failure()}>
        {(missing) => (
          <div class="panel-empty">
            <p>{missing().message}</p>
            <p class="muted">{missing().hint}</p>
            {again()}
          </div>
        )}
      </Match>
      <Match when={failure()}>
        {(trouble) => (
          <div class="history-trouble">
            <Notice kind="warning" title="The history can't be shown." live actions={again()}>
              {trouble().message} {trouble().hint}
            </Notice>
          </div>
        )}
      </Match>
    </Switch>
  )
}

function counted(count: number, more: boolean): string {
  if (more) return `${count} and more`
  return count === 1 ? '1 commit' : `${count} commits`
}
