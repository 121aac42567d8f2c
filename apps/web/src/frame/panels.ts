import { remembered, rememberedNumber } from '../state/settings.ts'

/** Every panel that the rail opens. */
export type PanelId =
  | 'inbox'
  | 'timeline'
  | 'compare'
  | 'history'
  | 'metrics'
  | 'audit'
  | 'terminal'

/** A panel as the rail, the command palette and the shortcuts know it. */
export interface Panel {
  readonly id: PanelId
  /** At the left, in the drawer at the bottom, or a page over the picture; each place has room for one. */
  readonly place: 'side' | 'drawer' | 'page'
  readonly title: string
  /** What one finds there, for tooltips. */
  readonly about: string
  /** The letter that opens it after G. */
  readonly letter: string
}

/** Every panel in the order of the rail. */
export const PANELS: readonly Panel[] = [
  {
    id: 'inbox',
    place: 'side',
    title: 'Inbox',
    about: 'What waits for a person',
    letter: 'i',
  },
  {
    id: 'timeline',
    place: 'drawer',
    title: 'Timeline',
    about: 'When each step of a run ran',
    letter: 't',
  },
  {
    id: 'compare',
    place: 'drawer',
    title: 'Compare',
    about: 'Several results side by side',
    letter: 'c',
  },
  {
    id: 'history',
    place: 'drawer',
    title: 'History',
    about: 'The plan in git: what changed, and the way back',
    letter: 'h',
  },
  {
    id: 'metrics',
    place: 'page',
    title: 'Metrics',
    about: 'How the threads did and what they cost',
    letter: 'm',
  },
  {
    id: 'audit',
    place: 'drawer',
    title: 'Audit',
    about: 'Who did what, checked by this browser',
    letter: 'a',
  },
  {
    id: 'terminal',
    place: 'drawer',
    title: 'Terminal',
    about: 'The screen of the session',
    letter: 's',
  },
]

/** A panel by its id; undefined for what is no panel. */
export function panelOf(id: string): Panel | undefined {
  return PANELS.find((panel) => panel.id === id)
}

function idsAt(place: Panel['place']): readonly string[] {
  return PANELS.filter((panel) => panel.place === place).map(({ id }) => id)
}

const CLOSED = 'none'
const [side, setSide] = remembered('side', [CLOSED, ...idsAt('side')], CLOSED)
const [drawer, setDrawer] = remembered('drawer', [CLOSED, ...idsAt('drawer')], CLOSED)
const [page, setPage] = remembered('page', [CLOSED, ...idsAt('page')], CLOSED)
const [sideWidth, setSideWidth] = rememberedNumber('side-width', 320)
const [drawerHeight, setDrawerHeight] = rememberedNumber('drawer-height', 300)

function isOpen(id: PanelId): boolean {
  return side() === id || drawer() === id || page() === id
}

function open(id: PanelId): void {
  const place = panelOf(id)?.place
  if (place === 'side') setSide(id)
  else if (place === 'page') setPage(id)
  else setDrawer(id)
}

function close(id: PanelId): void {
  if (side() === id) setSide(CLOSED)
  if (drawer() === id) setDrawer(CLOSED)
  if (page() === id) setPage(CLOSED)
}

/** Which panels are open and how large they are; kept on this device. */
export const panels = {
  /** The panel at the left, if one is open. */
  side: (): Panel | undefined => panelOf(side()),
  /** The panel at the bottom, if one is open. */
  drawer: (): Panel | undefined => panelOf(drawer()),
  /** The panel that lies over the picture, if one is open. */
  page: (): Panel | undefined => panelOf(page()),
  sideWidth,
  setSideWidth,
  drawerHeight,
  setDrawerHeight,
  isOpen,
  open,
  close,
  toggle: (id: PanelId): void => (isOpen(id) ? close(id) : open(id)),
}
