import { createSignal } from 'solid-js'
import { remembered, rememberedNumber } from '../state/remembered.ts'

/** Every panel that the rail opens. */
export type PanelId =
  | 'inbox'
  | 'chat'
  | 'timeline'
  | 'compare'
  | 'history'
  | 'metrics'
  | 'audit'
  | 'terminal'

/** A panel as the rail, the command palette and the shortcuts know it. */
export interface Panel {
  readonly id: PanelId
  /** At the left, at the right, in the drawer at the bottom, or a page over the picture; each has room for one. */
  readonly place: 'side' | 'right' | 'drawer' | 'page'
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
    id: 'chat',
    place: 'right',
    title: 'Chat',
    about: 'Say what should change; you decide whether it happens',
    letter: 'k',
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
const [right, setRight] = remembered('right', [CLOSED, ...idsAt('right')], CLOSED)
const [drawer, setDrawer] = remembered('drawer', [CLOSED, ...idsAt('drawer')], CLOSED)
const [page, setPage] = remembered('page', [CLOSED, ...idsAt('page')], CLOSED)
const [sideWidth, setSideWidth] = rememberedNumber('side-width', 320)
const [rightWidth, setRightWidth] = rememberedNumber('right-width', 380)
const [drawerHeight, setDrawerHeight] = rememberedNumber('drawer-height', 300)

/** Narrower windows have room for one thing at the right: the inspector or the panel there. */
const ONE_AT_THE_RIGHT = '(max-width: 1279px)'
const [isRightBehind, setRightBehind] = createSignal(false)
const [focusWish, setFocusWish] = createSignal<PanelId>()

function isOpen(id: PanelId): boolean {
  return side() === id || right() === id || drawer() === id || page() === id
}

/** True for a panel that the inspector hides in this window. */
function isHidden(id: PanelId): boolean {
  return right() === id && isRightBehind() && matchMedia(ONE_AT_THE_RIGHT).matches
}

function open(id: PanelId): void {
  const place = panelOf(id)?.place
  if (place === 'side') setSide(id)
  else if (place === 'page') setPage(id)
  else if (place === 'drawer') setDrawer(id)
  else setRight(id)
  if (place === 'right') setRightBehind(false)
}

function close(id: PanelId): void {
  if (side() === id) setSide(CLOSED)
  if (right() === id) setRight(CLOSED)
  if (drawer() === id) setDrawer(CLOSED)
  if (page() === id) setPage(CLOSED)
}

/** Which panels are open and how large they are; kept on this device. */
export const panels = {
  /** The panel at the left, if one is open. */
  side: (): Panel | undefined => panelOf(side()),
  /** The panel at the right, beside the inspector, if one is open. */
  right: (): Panel | undefined => panelOf(right()),
  /** The panel at the bottom, if one is open. */
  drawer: (): Panel | undefined => panelOf(drawer()),
  /** The panel that lies over the picture, if one is open. */
  page: (): Panel | undefined => panelOf(page()),
  sideWidth,
  setSideWidth,
  rightWidth,
  setRightWidth,
  drawerHeight,
  setDrawerHeight,
  /** In a narrow window the inspector and the panel at the right share a place: true while the inspector has it. */
  isRightBehind,
  setRightBehind,
  /** The panel that somebody has just gone to by its keys; the field there takes the focus and the wish back. */
  focusWish,
  setFocusWish: (id: PanelId | undefined): void => void setFocusWish(id),
  isOpen,
  open,
  close,
  /** Opens it, or closes what is open; a panel that the inspector hides comes back to the front. */
  toggle: (id: PanelId): void => (isOpen(id) && !isHidden(id) ? close(id) : open(id)),
}
