/** One screen or state of the app, as docs/ui.md shows it and the visual test holds it. */
export interface Shot {
  readonly name: string
  readonly title: string
  /** What one sees and does there, in a sentence or two. */
  readonly about: string
}

/** Sizes of the reference pictures, in CSS pixels. */
export const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const

/** Every screen that has reference pictures, in the order of docs/ui.md. */
export const SHOTS = [
  {
    name: 'welcome',
    title: 'The first page',
    about:
      'Three ways in: open a folder, connect to a bridge, or look around: in the built-in demo, or in a snapshot. A folder or a snapshot may also be dropped on the page.',
  },
  {
    name: 'canvas',
    title: 'The picture of the plan',
    about:
      'Work runs from left to right, a row is a lane. Cards are steps, diamonds are gates, a dashed frame is a group.',
  },
  {
    name: 'shapes',
    title: 'The shapes of threads',
    about:
      'Steps that an orchestrator spawned, and watchdogs, have rows of their own; a funnel counts what is fused; a long step is wide and tells its last beat.',
  },
  {
    name: 'folded',
    title: 'A folded group',
    about: 'A group can be folded into one card, which tells how its members stand.',
  },
  {
    name: 'far',
    title: 'A large plan from afar',
    about:
      'Cards that are too small to be read become one drawing; the map in the corner shows where one is.',
  },
  {
    name: 'search',
    title: 'Search',
    about: 'What a search leaves out is dimmed; Enter goes through what it found.',
  },
  {
    name: 'list',
    title: 'The plan as a list',
    about: 'The same plan as a table, for whoever works with a screen reader or prefers rows.',
  },
  {
    name: 'step',
    title: 'A step',
    about: 'What it is, why it waits, and what may be done with it now.',
  },
  {
    name: 'step-edit',
    title: 'Editing a step',
    about:
      'The form is made from the schema; a mistake is named beside its field before anything is saved.',
  },
  {
    name: 'prompt',
    title: 'The prompt of a step',
    about: 'A Markdown editor. A draft is kept on this device until it is saved.',
  },
  {
    name: 'attempts',
    title: 'Attempts and their output',
    about: 'How each attempt ended, and what it printed, followed live while it runs.',
  },
  {
    name: 'file',
    title: 'A file of an attempt',
    about: 'Every file that an attempt left can be looked at as text and downloaded as it is.',
  },
  {
    name: 'gate',
    title: 'A gate',
    about: 'What it waits for, what it releases, and Approve or Block with a note.',
  },
  {
    name: 'review',
    title: 'Review of a change',
    about:
      'Every edit is a proposal: sentences, the difference of the file, what the policy says, and the same as a command line.',
  },
  {
    name: 'palette',
    title: 'The palette',
    about: 'Ctrl K finds steps, gates, panels and every action.',
  },
  {
    name: 'action',
    title: 'An action as a form',
    about:
      'Each action of the palette has a form made from its schema, with the verdict of the policy.',
  },
  {
    name: 'keys',
    title: 'Keyboard shortcuts',
    about: 'Everything can be done without a mouse; ? shows how.',
  },
  {
    name: 'inbox',
    title: 'Inbox',
    about: 'What waits for a person, ranked by how much it holds up.',
  },
  {
    name: 'chat',
    title: 'The chat',
    about:
      'A model says what it would do; its proposal is a card that waits for a person. Nothing changes before Apply.',
  },
  {
    name: 'chat-empty',
    title: 'The chat without a model',
    about: 'Commands are understood without a key, a bridge or a network.',
  },
  {
    name: 'chat-trouble',
    title: 'Trouble in the chat',
    about: 'What was refused says why, and an answer that did not come has a way out.',
  },
  {
    name: 'timeline',
    title: 'Timeline',
    about: 'When each step of a run ran, and which of them made it take as long as it did.',
  },
  {
    name: 'compare',
    title: 'Compare',
    about: 'Several results side by side, with how far they agree: pick one, or fuse them.',
  },
  {
    name: 'history',
    title: 'The history of the plan',
    about:
      'The commits that touched the plan, and what changed since one of them, in sentences. Restore brings its plan back as a proposal.',
  },
  {
    name: 'history-two',
    title: 'Two versions compared',
    about:
      'A second commit, chosen with C, is compared with the first; here as the difference of the file.',
  },
  {
    name: 'history-restore',
    title: 'An old plan, proposed',
    about:
      'Restoring is an ordinary change: actions, difference and verdict first. What ran and what people decided stays.',
  },
  {
    name: 'history-invalid',
    title: 'A plan that was a mistake',
    about: 'A version that can’t be read says where it is wrong, and is not restored.',
  },
  {
    name: 'metrics',
    title: 'Metrics',
    about:
      'How threads were made, ran and ended, and what they cost: figures, plots, and the same as tables.',
  },
  {
    name: 'no-metrics',
    title: 'Metrics of nothing',
    about: 'Where nothing has run, the page says what it would count.',
  },
  {
    name: 'audit',
    title: 'Audit',
    about: 'Who did what. The chain is checked in this browser, on what this browser read.',
  },
  {
    name: 'terminal',
    title: 'Terminal',
    about: 'The screen of the session. Without a bridge there is none, and the panel says so.',
  },
  {
    name: 'settings',
    title: 'Settings',
    about: 'Theme, contrast and motion, kept on this device.',
  },
  {
    name: 'contrast',
    title: 'High contrast',
    about: 'Borders and text at full strength, for whoever needs it.',
  },
  {
    name: 'empty',
    title: 'A repository without a plan',
    about: 'One button starts a sequence in the folder.',
  },
  {
    name: 'no-steps',
    title: 'A plan without steps',
    about: 'A new plan says how to begin.',
  },
  {
    name: 'invalid',
    title: 'A file that can’t be read',
    about: 'Where it is wrong and how to mend it. Nothing will be overwritten, and editing waits.',
  },
  {
    name: 'snapshot',
    title: 'A snapshot',
    about: 'A plan that somebody sent, with its prompts: to be looked at, and nothing else.',
  },
  {
    name: 'trust',
    title: 'A repository that asks for more',
    about:
      'Everything that it wishes beyond your own policy. Nothing runs until a person accepts it.',
  },
  {
    name: 'question',
    title: 'What an agent asks for',
    about: 'Its wish with what would change, to be allowed once or refused.',
  },
  {
    name: 'lost',
    title: 'A bridge that does not answer',
    about: 'What was known stays in sight and is marked as old; the page connects again by itself.',
  },
] as const satisfies readonly Shot[]

/** The name of a screen that has reference pictures. */
export type ShotName = (typeof SHOTS)[number]['name']

/** The file of a reference picture, below docs/images/ui. */
export function pictureFile(name: string, width: number, theme: 'light' | 'dark'): string {
  return `${name}-${width}-${theme}.png`
}
