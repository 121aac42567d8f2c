import type { JSX } from 'solid-js'
import { createSignal, For, onCleanup, onMount, Show } from 'solid-js'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import type { Question, QuestionDesk } from '../workspace/source.ts'
import './questions.css'

/** How often is looked for new questions, in milliseconds: a question holds for two minutes. */
const LOOK_EVERY_MS = 1500

function timeLeft(expiresAt: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((Date.parse(expiresAt) - now) / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** What agents want to do and may only with a person's yes, in sight whatever else is shown. */
export function Questions(props: { readonly desk: QuestionDesk }): JSX.Element {
  const [open, setOpen] = createSignal<readonly Question[]>([])
  const [now, setNow] = createSignal(Date.now())
  const look = async () => {
    const listed = await props.desk.list()
    setNow(Date.now())
    // While the bridge is away its own banner says so, and no question can be answered.
    setOpen(listed.ok ? listed.value.filter(isAgents) : [])
  }
  onMount(() => {
    void look()
    const timer = setInterval(() => void look(), LOOK_EVERY_MS)
    onCleanup(() => clearInterval(timer))
  })
  const ids = () => open().map(({ id }) => id)
  return (
    <Show when={ids().length > 0}>
      <section class="banner questions" aria-label="What agents ask for">
        <For each={ids()}>
          {(id) => (
            <Show when={open().find((question) => question.id === id)}>
              {(question) => (
                <Asked
                  question={question()}
                  left={timeLeft(question().expiresAt, now())}
                  desk={props.desk}
                  onAnswered={() => void look()}
                />
              )}
            </Show>
          )}
        </For>
      </section>
    </Show>
  )
}

function isAgents({ actor, missing }: Question): boolean {
  return actor === 'orchestrator' && missing > 0
}

interface AskedProps {
  readonly question: Question
  readonly left: string
  readonly desk: QuestionDesk
  readonly onAnswered: () => void
}

function Asked(props: AskedProps): JSX.Element {
  const [trouble, setTrouble] = createSignal<string>()
  const answer = async (allow: boolean) => {
    const { desk, question } = props
    const done = allow ? await desk.allow(question.id) : await desk.refuse(question.id)
    setTrouble(done.ok ? undefined : done.failure.message)
    props.onAnswered()
  }
  const isDouble = () => props.question.level === 'double'
  const isSecond = () => isDouble() && props.question.missing === 1
  return (
    <article class="question" aria-label={props.question.covers.join('; ')}>
      <Notice
        kind="warning"
        live
        title={`${props.question.asker ?? 'An agent'} asks to do this`}
        actions={
          <>
            <Button kind="quiet" onClick={() => void answer(false)}>
              Refuse
            </Button>
            <Button onClick={() => void answer(true)}>
              {isSecond() ? 'Yes, really allow it' : 'Allow once'}
            </Button>
          </>
        }
      >
        <ul class="question-covers">
          <For each={props.question.covers}>{(line) => <li>{line}</li>}</For>
        </ul>
        <Show when={isDouble()}>
          <p>It loses something, so it needs your yes twice.</p>
        </Show>
        <Show when={props.question.diff}>
          {(diff) => (
            <details>
              <summary>What changes in the plan</summary>
              <textarea
                class="question-diff"
                aria-label="What changes in the plan, as a diff"
                readOnly
                rows={12}
                value={diff()}
              />
            </details>
          )}
        </Show>
        <Show when={trouble()}>{(text) => <p role="alert">{text()}</p>}</Show>
      </Notice>
      <p class="question-left" aria-hidden="true">
        {props.left} left
      </p>
    </article>
  )
}
