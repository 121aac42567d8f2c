import { expect, test } from 'vitest'
import { buildConfig, MAX_SLOTS, screenSize } from '../../../bridge/mprocs/config.ts'
import { KEYMAP, keysFor, keysToRow } from '../../../bridge/mprocs/keys.ts'
import { labelRows, readList } from '../../../bridge/mprocs/screen.ts'

test('every slot has a fixed command of plain words, and nothing starts by itself', () => {
  const config = JSON.parse(
    buildConfig({
      nonce: 'threados-1',
      slots: 2,
      runnerCommand: ['/node', '/runner.js'],
      slotFolder: (slot) => `/private/${slot}`,
      environment: { XDG_CONFIG_HOME: null },
    }),
  )
  const slot = (n: number) => ({
    cmd: ['/node', '/runner.js', '--slot', `/private/${n}`],
    autostart: false,
    autorestart: false,
    stop: 'SIGTERM',
    env: { XDG_CONFIG_HOME: null },
  })
  expect([config.proc_list_title, config.procs, 'server' in config]).toEqual([
    'threados-1',
    {
      threados: { cmd: ['/node', '/runner.js'], autostart: false, autorestart: false },
      'slot-001': slot(1),
      'slot-002': slot(2),
    },
    false,
  ])
})

/** The single orders that a key stands for. */
function ordersOf(key: string) {
  const command = KEYMAP[`<${key}>`]
  if (command === undefined || command === true) throw new Error(`no key ${key}`)
  return command.c === 'batch' ? command.cmds : [command]
}

/** The keys that start a row and go back to row 4. */
function startKeys(row: number): string {
  return keysFor([{ do: 'select', row }, { do: 'start' }, { do: 'select', row: 4 }])
}

/** What the keys do to a selection, by the keymap itself. */
function press(keys: string, row: number): { row: number; started: number[] } {
  const started: number[] = []
  let selected = row
  for (const order of [...keys].flatMap(ordersOf)) {
    if (order.c === 'select-proc') selected = order.index
    if (order.c === 'next-proc') selected += 1
    if (order.c === 'start-proc') started.push(selected)
  }
  return { row: selected, started }
}

test('the keys lead to any row from any row, and start exactly the one that was meant', () => {
  for (let row = 0; row <= MAX_SLOTS; row += 7) {
    expect([press(keysToRow(row), 13), press(startKeys(row), 99)]).toEqual([
      { row, started: [] },
      { row: 4, started: [row] },
    ])
  }
})

test('every screen has room for its list and stays in what mprocs survives', () => {
  const sizes = [1, 24, 200, MAX_SLOTS].map((slots) => ({ slots, ...screenSize(slots) }))
  expect(
    sizes.every(
      ({ slots, cols, rows }) => rows >= slots + 3 && cols >= 100 && cols * rows <= 65_535,
    ),
  ).toBe(true)
})

const ROWS = [
  '┏threados-1━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓┌Terminal────────┐',
  '┃ threados                        DOWN ┃│                │',
  '┃•slot-001                          UP ┃│ slot-009  UP   │',
  '┃ slot-002                   DOWN (255)┃│                │',
  '┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛└────────────────┘',
]

test('the list is read from our own screen only, and never from a pane', () => {
  expect([readList(ROWS, 'threados-1'), readList(ROWS, 'threados-2')]).toEqual([
    [
      { row: 0, isSelected: false, isUp: false },
      { row: 1, isSelected: true, isUp: true },
      { row: 2, isSelected: false, isUp: false },
    ],
    undefined,
  ])
})

test('labels take the place of slots’ names without moving anything', () => {
  const labels = new Map([
    [1, 'lint #1'],
    [2, 'a-step-with-a-name-that-is-much-too-long #1'],
  ])
  expect(labelRows(ROWS, labels)).toEqual([
    ROWS[0],
    ROWS[1],
    '┃•lint #1                           UP ┃│ slot-009  UP   │',
    '┃ a-step-with-a-name-that-is- DOWN (255)┃│                │'.replace('- DOWN', ' DOWN'),
    ROWS[4],
  ])
})
