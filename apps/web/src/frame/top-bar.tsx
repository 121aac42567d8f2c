import type { JSX } from 'solid-js'
import { createMemo, Show } from 'solid-js'
import Chevron from '~icons/lucide/chevron-down'
import Demo from '~icons/lucide/flask-conical'
import Leave from '~icons/lucide/log-out'
import Network from '~icons/lucide/network'
import Play from '~icons/lucide/play'
import Redo from '~icons/lucide/redo-2'
import Safe from '~icons/lucide/shield-check'
import Table from '~icons/lucide/table'
import Undo from '~icons/lucide/undo-2'
import Power from '~icons/lucide/zap'
import { stepStatus } from '../../../../shared/schema/defaults.ts'
import type { Session } from '../start/session.ts'
import { useApp } from '../state/app-state.ts'
import { runRunnable } from '../state/intents.ts'
import { settings } from '../state/settings.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Logo } from '../ui/logo.tsx'
import { Menu } from '../ui/menu.tsx'
import { ConnectionState, SessionIndicator } from './indicators.tsx'
import { ThemeMenu } from './theme-menu.tsx'
import './top-bar.css'

/** What is open, how it stands, and what can be done with it as a whole. */
export function TopBar(props: { readonly session: Session }): JSX.Element {
  const app = useApp()
  const { view, sequence } = app.source.workspace
  return (
    <header class="bar">
      <Menu
        label="Workspace"
        triggerClass="bar-logo"
        trigger={
          <>
            <Logo />
            <span class="icon">
              <Chevron />
            </span>
          </>
        }
        groups={[
          {
            title: view.repo.path || undefined,
            items: [
              { label: 'Close this workspace', icon: <Leave />, onSelect: props.session.leave },
              ...(app.source.kind === 'demo'
                ? []
                : [
                    {
                      label: 'Look at the demo',
                      icon: <Demo />,
                      onSelect: () => void props.session.openDemo(),
                    },
                  ]),
            ],
          },
        ]}
      />
      <div class="bar-title">
        <h1 class="truncate" title={view.name}>
          {view.name || 'ThreadOS'}
        </h1>
        <span class="bar-repo truncate">{view.repo.name}</span>
      </div>
      <Show when={sequence()}>
        <Progress />
      </Show>
      <UndoButtons />
      <span class="bar-space" />
      <ConnectionState />
      <SessionIndicator />
      <ModeBadge />
      <ViewSwitch />
      <ThemeMenu />
      <RunRunnable />
    </header>
  )
}

/** How much is done, in words and as a line. */
function Progress(): JSX.Element {
  const app = useApp()
  const counts = createMemo(() => {
    const steps = app.source.workspace.sequence()?.steps ?? []
    const done = steps.filter((step) => stepStatus(step) === 'DONE').length
    const failed = steps.filter((step) => stepStatus(step) === 'FAILED').length
    return { all: steps.length, done, failed }
  })
  return (
    <span class="bar-progress">
      <span class="bar-track" aria-hidden="true">
        <span
          class="bar-done"
          style={{ width: `${counts().all === 0 ? 0 : (counts().done / counts().all) * 100}%` }}
        />
      </span>
      <span>
        {counts().done} of {counts().all} done
        <Show when={counts().failed > 0}>
          <span class="bar-failed">, {counts().failed} failed</span>
        </Show>
      </span>
    </span>
  )
}

const NO_SWITCH = 'Only a bridge can switch it, or "seqctl policy mode".'

/** Which mode the policy is in; switches to the other one, over a review. */
function ModeBadge(): JSX.Element {
  const app = useApp()
  const isPower = () => app.source.workspace.view.policy.mode === 'POWER'
  const other = () => (isPower() ? 'SAFE' : 'POWER')
  const meaning = () =>
    isPower()
      ? 'POWER: agents may make harmless changes without asking.'
      : 'SAFE: a person confirms what matters.'
  const block = () => (app.source.capabilities.run ? app.editBlock() : NO_SWITCH)
  const switchMode = () => {
    if (block() !== undefined) return
    void app.review.open(`Switch to ${other()}`, [{ action: 'policy.mode', mode: other() }])
  }
  return (
    <button
      type="button"
      class="badge"
      classList={{ 'badge-power': isPower() }}
      title={`${meaning()} ${block() ?? `Click to switch to ${other()}.`}`}
      aria-disabled={block() === undefined ? undefined : 'true'}
      data-testid="mode"
      onClick={switchMode}
    >
      <span class="icon">{isPower() ? <Power /> : <Safe />}</span>
      {isPower() ? 'POWER' : 'SAFE'}
    </button>
  )
}

/** Undo and redo, which name what they would move over, or say why they can't. */
function UndoButtons(): JSX.Element {
  const { undo } = useApp()
  return (
    <div class="bar-switch">
      <IconButton
        label={`${undo.label('undo')} (Ctrl+Z)`}
        icon={<Undo />}
        disabledReason={undo.block('undo')}
        onClick={() => void undo.move('undo')}
      />
      <IconButton
        label={`${undo.label('redo')} (Ctrl+Shift+Z)`}
        icon={<Redo />}
        disabledReason={undo.block('redo')}
        onClick={() => void undo.move('redo')}
      />
    </div>
  )
}

function ViewSwitch(): JSX.Element {
  const isList = () => settings.viewMode() === 'list'
  return (
    <div class="bar-switch">
      <IconButton
        label="Show as a picture"
        icon={<Network />}
        pressed={!isList()}
        onClick={() => settings.setViewMode('canvas')}
      />
      <IconButton
        label="Show as a list"
        icon={<Table />}
        pressed={isList()}
        onClick={() => settings.setViewMode('list')}
      />
    </div>
  )
}

/** Starts everything that could start now. */
function RunRunnable(): JSX.Element {
  const app = useApp()
  const ready = () => app.ready().length
  const reason = () => app.runBlock() ?? (ready() === 0 ? 'Nothing is ready to run.' : undefined)
  return (
    <Button
      kind="primary"
      icon={<Play />}
      shortcut="Control+Enter"
      title="Run everything that is ready (Ctrl+Enter)"
      disabledReason={reason()}
      testId="run-runnable"
      onClick={() => void app.run('Run runnable', runRunnable())}
    >
      Run runnable
      <Show when={ready() > 0}>
        <span class="bar-count">{ready()}</span>
      </Show>
    </Button>
  )
}
