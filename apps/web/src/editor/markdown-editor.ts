import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { markdown } from '@codemirror/lang-markdown'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  keymap,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** An editor in the page. */
export interface MarkdownEditor {
  /** Replaces the text; nothing happens when it is the same. */
  readonly setText: (text: string) => void
  readonly setReadOnly: (isReadOnly: boolean) => void
  readonly focus: () => void
  readonly destroy: () => void
}

interface EditorOptions {
  readonly text: string
  /** Its name for screen readers. */
  readonly label: string
  readonly onChange: (text: string) => void
  /** Ctrl+S. */
  readonly onSave: () => void
}

const HIGHLIGHT = HighlightStyle.define([
  { tag: tags.heading, fontWeight: '700', color: 'var(--text)' },
  { tag: tags.strong, fontWeight: '700' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strikethrough, textDecoration: 'line-through' },
  { tag: [tags.link, tags.url], color: 'var(--ready)' },
  { tag: tags.monospace, color: 'var(--review)' },
  { tag: tags.quote, color: 'var(--text-2)' },
  { tag: [tags.processingInstruction, tags.contentSeparator], color: 'var(--text-3)' },
])

const THEME = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'var(--log-bg)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', fontSize: '12px', lineHeight: '18px' },
  '.cm-content': { caretColor: 'var(--text)', padding: '8px 0' },
  '.cm-line': { padding: '0 12px 0 8px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--log-bg)',
    color: 'var(--text-3)',
    border: 'none',
    paddingLeft: '4px',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'var(--accent-tint)' },
  '.cm-variable': {
    borderRadius: '4px',
    backgroundColor: 'var(--review-tint)',
    color: 'var(--review)',
  },
})

/**
 * Types plain text itself. The browser would put style attributes on what is typed after styled text, which the
 * page's security policy refuses and reports. What an input method composes is left to the browser.
 */
const typeItself = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    const { data, inputType, isComposing } = event
    if (inputType !== 'insertText' || isComposing || data === null || view.state.readOnly)
      return false
    event.preventDefault()
    view.dispatch(view.state.replaceSelection(data), {
      userEvent: 'input.type',
      scrollIntoView: true,
    })
    return true
  },
})

const variables = new MatchDecorator({
  regexp: /\{\{[^{}\n]{1,80}\}\}/g,
  decoration: Decoration.mark({ class: 'cm-variable' }),
})

/** Marks template variables such as `{{input}}`. */
const markVariables = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = variables.createDeco(view)
    }
    update(update: ViewUpdate) {
      this.decorations = variables.updateDeco(update, this.decorations)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)

/**
 * Puts a markdown editor into a host. It lives in a shadow root: there its styles are adopted sheets, which the
 * page's security policy allows, while a style element in the page would be refused.
 */
export function mountMarkdownEditor(host: HTMLElement, options: EditorOptions): MarkdownEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const save = () => {
    options.onSave()
    return true
  }
  const extensions = (isReadOnly: boolean) => [
    history(),
    drawSelection(),
    lineNumbers(),
    markdown(),
    syntaxHighlighting(HIGHLIGHT),
    markVariables,
    THEME,
    EditorView.lineWrapping,
    typeItself,
    EditorState.readOnly.of(isReadOnly),
    EditorView.contentAttributes.of({ 'aria-label': options.label }),
    keymap.of([{ key: 'Mod-s', run: save }, ...defaultKeymap, ...historyKeymap]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) options.onChange(update.state.doc.toString())
    }),
  ]
  const stateOf = (text: string, isReadOnly: boolean) =>
    EditorState.create({ doc: text, extensions: extensions(isReadOnly) })
  const view = new EditorView({ root, parent: root, state: stateOf(options.text, false) })
  return {
    setText: (text) => {
      const { doc } = view.state
      if (doc.toString() !== text) {
        view.dispatch({ changes: { from: 0, to: doc.length, insert: text } })
      }
    },
    setReadOnly: (isReadOnly) => {
      if (view.state.readOnly !== isReadOnly) {
        view.setState(stateOf(view.state.doc.toString(), isReadOnly))
      }
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  }
}
