import { setTimeout as pause } from 'node:timers/promises'
import type { Caller, Door } from '../../bridge/local/commit-actions.ts'
import type { MprocsSession } from '../../bridge/mprocs/session.ts'
import { AttemptStore } from '../../bridge/scheduler/attempt-store.ts'
import { sendKeys } from '../../bridge/scheduler/send-keys.ts'
import type { Failure } from '../../shared/failure.ts'
import { ok, type Result } from '../../shared/result.ts'
import { stepStatus } from '../../shared/schema/defaults.ts'
import { keysOfText } from '../../shared/schema/keys.ts'

/** How often the session is looked at, in milliseconds. */
const LOOK_EVERY_MS = 200
/** Longest line that can be typed. */
const LONGEST_LINE = 200

const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const ESCAPE = '\u001b'
const BACKSPACE = ['\u007f', '\b']
const UP = ['\u001b[A', '\u001bOA', 'k']
const DOWN = ['\u001b[B', '\u001bOB', 'j']

const ENTER_SCREEN = '\u001b[?1049h\u001b[?25l'
const LEAVE_SCREEN = '\u001b[?25h\u001b[?1049l'

const LIST_HELP = '↑ ↓ choose a step · Enter type into it · q leave (the session goes on)'

/** A session at a person's terminal: watched, its panes chosen, and typed into where the policy allows it. */
export class SessionView {
  readonly #session: MprocsSession
  readonly #door: Door
  readonly #caller: Caller
  readonly #store: AttemptStore
  #rows: readonly string[] = []
  #shown = ''
  /** The step whose pane is up. */
  #stepId: string | undefined
  /** The line that is being typed; undefined while the keys choose steps. */
  #line: string | undefined
  #message: string | undefined
  #exit: number | undefined
  #turn: Promise<void> = Promise.resolve()

  constructor(session: MprocsSession, door: Door, caller: Caller) {
    this.#session = session
    this.#door = door
    this.#caller = caller
    this.#store = new AttemptStore(door.parts.workspace.folder)
  }

  /** Shows the session until the person leaves; gives the exit code. Fails when the session ends meanwhile. */
  async run(): Promise<Result<number>> {
    const { stdin, stdout } = process
    const leave = () => this.#leave(130)
    const redraw = () => this.#draw(true)
    // One key after the other, however fast they come.
    const take = (bytes: string) => {
      this.#turn = this.#turn.then(() => this.#take(bytes))
    }
    process.once('SIGINT', leave)
    stdout.once('error', leave)
    stdout.on('resize', redraw)
    if (stdin.isTTY) stdin.setRawMode(true).setEncoding('utf8').on('data', take)
    stdout.write(ENTER_SCREEN)
    try {
      return await this.#follow()
    } finally {
      await this.#turn
      if (stdin.isTTY) stdin.setRawMode(false).off('data', take).pause()
      stdout.off('resize', redraw)
      stdout.write(LEAVE_SCREEN)
      await this.#session.select(undefined)
    }
  }

  async #follow(): Promise<Result<number>> {
    while (this.#exit === undefined) {
      this.#rows = await this.#session.screen()
      const { status, message = 'The session has ended.' } = this.#session.state()
      if (status !== 'ready' && status !== 'starting') {
        return { ok: false, failure: { code: 'RUNTIME_UNAVAILABLE', message } }
      }
      this.#draw()
      await pause(LOOK_EVERY_MS)
    }
    return ok(this.#exit)
  }

  #leave(exit: number): void {
    this.#exit ??= exit
  }

  /** The picture, cut to the terminal, with one line below it on what keys do or what has happened. */
  #draw(isAnew = false): void {
    const { columns = 80, rows = 24 } = process.stdout
    const typing = `to ${this.#stepId}> ${this.#line}▏ · Enter sends · Ctrl+D ends its input · Esc goes back`
    const hint = this.#line === undefined ? LIST_HELP : typing
    const lines = [...this.#rows.slice(0, Math.max(0, rows - 1)), this.#message ?? hint]
    const text = lines.map((line) => `${line.slice(0, columns)}\u001b[K`).join('\r\n')
    if (text !== this.#shown || isAnew) process.stdout.write(`\u001b[H${text}\u001b[J`)
    this.#shown = text
  }

  async #take(bytes: string): Promise<void> {
    if (this.#exit !== undefined) return
    this.#message = undefined
    if (this.#line !== undefined) await this.#takeTyped(bytes)
    else if (bytes === 'q') this.#leave(0)
    else if (bytes === CTRL_C) this.#leave(130)
    else if (UP.includes(bytes)) await this.#choose(-1)
    else if (DOWN.includes(bytes)) await this.#choose(1)
    else if (bytes === '\r') await this.#beginTyping()
    this.#draw()
  }

  /** Steps whose attempts are under way, in the plan's order. */
  #live(): string[] {
    const now = this.#door.read()
    const steps = now.ok ? now.value.sequence.steps : []
    return steps.filter((step) => stepStatus(step) === 'RUNNING').map(({ id }) => id)
  }

  /** Brings the next pane up, or the one before. */
  async #choose(by: 1 | -1): Promise<void> {
    const live = this.#live()
    const at = live.indexOf(this.#stepId ?? '')
    const first = by > 0 ? 0 : live.length - 1
    const id = live[at < 0 ? first : (at + by + live.length) % live.length]
    if (id === undefined) this.#message = 'No step runs.'
    else await this.#bringUp(id)
  }

  async #bringUp(id: string): Promise<boolean> {
    const place = this.#store.live(id)
    const shown = place.ok ? await this.#session.select(this.#store.folderOf(place.value)) : place
    if (shown.ok) this.#stepId = id
    else this.#tell(shown.failure)
    return shown.ok
  }

  async #beginTyping(): Promise<void> {
    if (this.#stepId === undefined || !this.#live().includes(this.#stepId)) await this.#choose(1)
    if (this.#stepId !== undefined && this.#live().includes(this.#stepId)) this.#line = ''
  }

  async #takeTyped(bytes: string): Promise<void> {
    if (bytes === ESCAPE || bytes === CTRL_C) this.#line = undefined
    if (bytes.startsWith(ESCAPE)) return
    for (const character of bytes) {
      if (this.#line === undefined) return
      if (character === '\r') await this.#send(`${keysOfText(this.#line)}<Enter>`)
      else if (character === CTRL_D) await this.#send(`${keysOfText(this.#line)}<C-d>`)
      else if (BACKSPACE.includes(character)) this.#line = this.#line.slice(0, -1)
      else if (character >= ' ') this.#line = `${this.#line}${character}`.slice(0, LONGEST_LINE)
    }
  }

  /**
   * Types by the same action as `step send-key`: the policy is asked, and the audit log says who typed how much. The
   * pane shows it as a terminal does; the step reads it from its own input.
   */
  async #send(key: string): Promise<void> {
    const id = this.#stepId ?? ''
    const actions = [{ action: 'step.sendKey', id, key }]
    const allowed = await this.#door.apply({ actions, caller: this.#caller })
    const sent = allowed.ok ? sendKeys(this.#store, id, key) : allowed
    const place = sent.ok ? this.#store.live(id) : sent
    const shown = place.ok
      ? await this.#session.type(this.#store.folderOf(place.value), shownKeys(key))
      : place
    this.#line = shown.ok ? '' : undefined
    if (!shown.ok) this.#tell(shown.failure)
  }

  #tell({ message, hint }: Failure): void {
    this.#message = hint === undefined ? message : `${message} ${hint}`
  }
}

/** What the pane shows of keys: it has no end, and shows a question mark for what mprocs can't type. */
function shownKeys(key: string): string {
  return key.replace('<C-d>', '').replaceAll(/[^ -~]/gu, '?') || '<Enter>'
}
