import type { ActionDefinition } from '../../../../shared/actions/define.ts'
import { ACTIONS } from '../../../../shared/actions/registry.ts'
import { isStep } from '../../../../shared/schema/defaults.ts'
import { overlays } from '../frame/overlays.ts'
import { PANELS, panels } from '../frame/panels.ts'
import type { Session } from '../start/session.ts'
import type { AppState } from '../state/app-state.ts'
import { settings } from '../state/settings.ts'
import { nodesOf } from '../workspace/changes.ts'

/** One thing that the palette can do. */
export interface Command {
  readonly id: string
  readonly title: string
  readonly group: string
  /** More words that find it. */
  readonly words: string
  /** Keys that do the same, as people write them. */
  readonly keys?: string
  /** Why it can't be done now. */
  readonly blocked?: string | undefined
  readonly run: () => void
}

/** Keys that do what an action does, by its name. */
const ACTION_KEYS: Readonly<Record<string, string>> = { 'run.runnable': 'Ctrl Enter' }

/** The parameters that the selection answers: the one node under its name in this action. */
function fromSelection(
  definition: ActionDefinition,
  app: AppState,
): Readonly<Record<string, unknown>> {
  const id = app.selected()
  const node = id === undefined ? undefined : app.source.workspace.view.nodes[id]
  if (!node) return {}
  const { shape } = definition.parameters
  const fits = isStep(node)
    ? !definition.name.startsWith('gate.')
    : definition.name.startsWith('gate.')
  if (
    'id' in shape &&
    fits &&
    definition.name !== 'step.add' &&
    definition.name !== 'gate.insert'
  ) {
    return { id: node.id }
  }
  if ('stepId' in shape && isStep(node)) return { stepId: node.id }
  if ('ids' in shape && isStep(node)) return { ids: [node.id] }
  return definition.name === 'step.add' ? { dependsOn: [node.id] } : {}
}

/** True when an action can start at once: it changes no plan and needs no more than is known. */
function startsAtOnce(definition: ActionDefinition, given: Readonly<Record<string, unknown>>) {
  if (definition.kind !== 'run' && definition.kind !== 'control') return false
  return definition.parameters.safeParse(given).success
}

function actionCommand(definition: ActionDefinition, app: AppState): Command {
  const given = fromSelection(definition, app)
  const target = Object.values(given).flat().join(', ')
  const atOnce = startsAtOnce(definition, given)
  const joint = 'dependsOn' in given ? ' after ' : ': '
  const title = target === '' ? definition.title : `${definition.title}${joint}${target}`
  const isRun = definition.kind === 'run' || definition.kind === 'control'
  const keys = ACTION_KEYS[definition.name]
  return {
    id: `action ${definition.name}`,
    title: atOnce ? title : `${title}…`,
    group: 'Actions',
    words: `${definition.name} ${definition.description}`,
    blocked: isRun ? app.runBlock() : app.editBlock(),
    ...(keys === undefined ? {} : { keys }),
    run: () => {
      if (atOnce) void app.run(title, [{ action: definition.name, ...given }])
      else overlays.show({ kind: 'action', name: definition.name, given })
    },
  }
}

function viewCommands(session: Session): readonly Command[] {
  const view = (id: string, title: string, words: string, run: () => void): Command => ({
    id,
    title,
    group: 'View',
    words,
    run,
  })
  return [
    view('view canvas', 'Show as a picture', 'canvas graph', () => settings.setViewMode('canvas')),
    view('view list', 'Show as a list', 'table rows', () => settings.setViewMode('list')),
    view('theme light', 'Colours: light', 'theme', () => settings.setTheme('light')),
    view('theme dark', 'Colours: dark', 'theme night', () => settings.setTheme('dark')),
    view('theme system', 'Colours: as the system', 'theme', () => settings.setTheme('system')),
    view('settings', 'Open the settings', 'preferences contrast motion', () =>
      overlays.show({ kind: 'settings' }),
    ),
    {
      ...view('shortcuts', 'Show the keyboard shortcuts', 'keys help', () =>
        overlays.show({ kind: 'shortcuts' }),
      ),
      keys: '?',
    },
    view('demo', 'Look at the demo', 'example', () => void session.openDemo()),
    view('leave', 'Close this workspace', 'quit leave', session.leave),
  ]
}

function undoCommands({ undo }: AppState): readonly Command[] {
  return (['undo', 'redo'] as const).map((move) => ({
    id: `history ${move}`,
    title: undo.label(move),
    group: 'Actions',
    words: 'back again history revert',
    keys: move === 'undo' ? 'Ctrl Z' : 'Ctrl Shift Z',
    blocked: undo.block(move),
    run: () => void undo.move(move),
  }))
}

function panelCommands(): readonly Command[] {
  return PANELS.map((panel) => ({
    id: `panel ${panel.id}`,
    title: `${panels.isOpen(panel.id) ? 'Close' : 'Open'} ${panel.title}`,
    group: 'Panels',
    words: panel.about,
    keys: `G ${panel.letter.toUpperCase()}`,
    run: () => panels.toggle(panel.id),
  }))
}

function nodeCommands(app: AppState): readonly Command[] {
  return nodesOf(app.source.workspace.sequence()).map((node) => ({
    id: `node ${node.id}`,
    title: node.name,
    group: 'Go to',
    words: `${node.id} ${node.lane ?? ''} ${isStep(node) ? `${node.model} step` : 'gate'}`,
    run: () => app.select(node.id),
  }))
}

/**
 * Everything that can be done in a workspace now: the actions of the registry with the selection filled in, panels,
 * views, and the way to each node.
 */
export function commandsOf(app: AppState, session: Session): readonly Command[] {
  const open = ACTIONS.filter((definition) => definition.kind !== 'system')
  return [
    ...open.map((definition: ActionDefinition) => actionCommand(definition, app)),
    ...undoCommands(app),
    ...panelCommands(),
    ...viewCommands(session),
    ...nodeCommands(app),
  ]
}
