import type { JSX } from 'solid-js'
import { createMemo, Index, Match, Switch } from 'solid-js'
import { type Block, blocksOf, piecesOf } from './words.ts'
import './words.css'

/** A model's text as paragraphs, lists and code; made of text nodes alone, whatever it says. */
export function Words(props: { readonly text: string }): JSX.Element {
  const blocks = createMemo(() => blocksOf(props.text))
  return (
    <div class="chat-words">
      <Index each={blocks()}>{(block) => <BlockView block={block()} />}</Index>
    </div>
  )
}

function BlockView(props: { readonly block: Block }): JSX.Element {
  const text = () => (props.block.kind === 'list' ? '' : props.block.text)
  const items = () => (props.block.kind === 'list' ? props.block.items : [])
  const list = () => (
    <Index each={items()}>
      {(item) => (
        <li>
          <Line text={item()} />
        </li>
      )}
    </Index>
  )
  return (
    <Switch
      fallback={
        <p>
          <Line text={text()} />
        </p>
      }
    >
      <Match when={props.block.kind === 'code'}>
        <pre class="chat-code" tabindex={0}>
          {text()}
        </pre>
      </Match>
      <Match when={props.block.kind === 'heading'}>
        <p class="chat-heading">
          <Line text={text()} />
        </p>
      </Match>
      <Match when={props.block.kind === 'list' && props.block.isOrdered}>
        <ol>{list()}</ol>
      </Match>
      <Match when={props.block.kind === 'list'}>
        <ul>{list()}</ul>
      </Match>
    </Switch>
  )
}

function Line(props: { readonly text: string }): JSX.Element {
  return (
    <Index each={piecesOf(props.text)}>
      {(piece) => (
        <Switch fallback={piece().text}>
          <Match when={piece().kind === 'code'}>
            <code>{piece().text}</code>
          </Match>
          <Match when={piece().kind === 'strong'}>
            <strong>{piece().text}</strong>
          </Match>
        </Switch>
      )}
    </Index>
  )
}
