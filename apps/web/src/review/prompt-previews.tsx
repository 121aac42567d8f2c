import type { JSX } from 'solid-js'
import { createResource, For, Show } from 'solid-js'
import type { Proposal } from '../../../../shared/commit/proposal.ts'
import { unifiedDiff } from '../../../../shared/diff/unified.ts'
import { DiffView } from '../diff/diff-view.tsx'
import { useApp } from '../state/app-state.ts'

interface Written {
  readonly stepId: string
  readonly text: string
}

function writtenIn(proposal: Proposal): readonly Written[] {
  return proposal.items.flatMap(({ action }) => {
    const { action: name, stepId, text } = action
    const isWrite = name === 'prompt.write'
    return isWrite && typeof stepId === 'string' && typeof text === 'string'
      ? [{ stepId, text }]
      : []
  })
}

/** What a proposal changes inside prompt files that are there already. */
export function PromptPreviews(props: { readonly proposal: Proposal }): JSX.Element {
  return <For each={writtenIn(props.proposal)}>{(written) => <Preview written={written} />}</For>
}

function Preview(props: { readonly written: Written }): JSX.Element {
  const app = useApp()
  const [diff] = createResource(
    () => props.written,
    async ({ stepId, text }) => {
      const file = await app.source.prompt(stepId)
      return file.ok ? unifiedDiff(file.value.path, file.value.text ?? '', text) : ''
    },
  )
  return <Show when={diff()}>{(shown) => <DiffView diff={shown()} />}</Show>
}
