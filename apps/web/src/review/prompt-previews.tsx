import type { JSX } from 'solid-js'
import { createResource, For, Show } from 'solid-js'
import type { Proposal } from '../../../../shared/commit/proposal.ts'
import { unifiedDiff } from '../../../../shared/diff/unified.ts'
import { defaultPromptPath } from '../../../../shared/schema/paths.ts'
import { DiffView } from '../diff/diff-view.tsx'
import { useApp } from '../state/app-state.ts'

interface Written {
  readonly stepId: string
  readonly text: string
}

type ProposedAction = Proposal['items'][number]['action']

/** The prompt that an action writes: of a step that is there, or of one that it adds. */
function writtenBy({ action, id, stepId, text, prompt }: ProposedAction): Written | undefined {
  const of = action === 'step.add' ? id : stepId
  const words = action === 'step.add' ? prompt : action === 'prompt.write' ? text : undefined
  return typeof of === 'string' && typeof words === 'string'
    ? { stepId: of, text: words }
    : undefined
}

function writtenIn(proposal: Proposal): readonly Written[] {
  return proposal.items.flatMap(({ action }) => writtenBy(action) ?? [])
}

/** Where there is little room more prompts than these are folded. */
const MOST_OPEN = 2

/** What a proposal writes into prompt files. */
export function PromptPreviews(props: {
  readonly proposal: Proposal
  /** True where there is no room for two columns. */
  readonly narrow?: boolean
}): JSX.Element {
  const all = () => writtenIn(props.proposal)
  const isFolded = () => props.narrow === true && all().length > MOST_OPEN
  return (
    <For each={all()}>
      {(written) => (
        <Preview written={written} isNarrow={props.narrow === true} isFolded={isFolded()} />
      )}
    </For>
  )
}

function Preview(props: {
  readonly written: Written
  readonly isNarrow: boolean
  readonly isFolded: boolean
}): JSX.Element {
  const app = useApp()
  const [diff] = createResource(
    () => props.written,
    async ({ stepId, text }) => {
      const file = await app.source.prompt(stepId)
      // A step that is only proposed has no file yet.
      const path = file.ok ? file.value.path : defaultPromptPath(stepId)
      return unifiedDiff(path, file.ok ? (file.value.text ?? '') : '', text)
    },
  )
  return (
    <Show when={diff()}>
      {(shown) => (
        <DiffView
          label={`Prompt of ${props.written.stepId}`}
          diff={shown()}
          narrow={props.isNarrow}
          folded={props.isFolded}
        />
      )}
    </Show>
  )
}
