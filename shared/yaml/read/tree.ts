import { Composer, type ParsedNode } from 'yaml'
import { bug } from '../../failure.ts'
import type { Problem } from './problem.ts'
import { syntaxProblem } from './syntax-problem.ts'
import { readTokens } from './tokens.ts'

/** A text and its parsed root. Offsets of the nodes are offsets of the text. */
export interface Tree {
  readonly text: string
  readonly root: ParsedNode
}

/** A tree, or all that keeps the text from being one. */
export type TreeResult =
  | { readonly tree: Tree; readonly problems: readonly [] }
  | { readonly tree: undefined; readonly problems: readonly Problem[] }

const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  // Duplicate keys are found by the reader of values, in linear time and with both places.
  uniqueKeys: false,
  keepSourceTokens: true,
  prettyErrors: false,
  logLevel: 'silent',
} as const

/** Most syntax errors that are told of one file. */
const MAX_SYNTAX_PROBLEMS = 20

function isEmpty(root: ParsedNode | null): boolean {
  return (
    root === null || ('source' in root && root.source === '' && root.range[1] === root.range[0])
  )
}

/** Parses a text as one YAML 1.2 document of the core schema, without tags, anchors, aliases or directives. */
export function parseTree(text: string): TreeResult {
  const { tokens, problems, unclosed } = readTokens(text)
  if (!tokens || problems.length > 0) return { tree: undefined, problems }
  const composer = new Composer<ParsedNode>(OPTIONS)
  const [document] = [...composer.compose(tokens, true, text.length)]
  if (!document) return bug('the composer gave no document')
  if (document.errors.length > 0) {
    const told = document.errors.slice(0, MAX_SYNTAX_PROBLEMS)
    return { tree: undefined, problems: told.map((error) => syntaxProblem(error, text, unclosed)) }
  }
  const root = document.contents
  if (root === null || isEmpty(root)) {
    const message = 'The file holds no data, only comments or white space.'
    return { tree: undefined, problems: [{ code: 'EMPTY_FILE', message, offset: 0 }] }
  }
  return { tree: { text, root }, problems: [] }
}
