import type { FileText } from '../../../../shared/protocol/methods.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import type { PlanHistory } from '../workspace/source.ts'
import type { BridgeLink } from './bridge-link.ts'

/** A whole text that comes stretch by stretch; null where there is none. */
async function wholeText(
  read: (offset: number) => Promise<Result<FileText>>,
): Promise<Result<string | null>> {
  let text = ''
  let offset = 0
  for (;;) {
    const part = await read(offset)
    if (!part.ok) return part
    if (part.value.text === null) return ok(null)
    text += part.value.text
    const { nextOffset, bytes } = part.value
    if (nextOffset === offset || nextOffset >= bytes) return ok(text)
    offset = nextOffset
  }
}

/** The plan in git, as the bridge reads it with git itself. */
export function bridgePlanHistory(link: Pick<BridgeLink, 'call'>): PlanHistory {
  return {
    commits: (scope, skip) => link.call('plan.commits', { scope, skip }),
    textAt: (commit) =>
      wholeText((offset) =>
        link.call('plan.text', commit === undefined ? { offset } : { commit, offset }),
      ),
    promptAt: (commit, path) =>
      wholeText((offset) => link.call('plan.prompt', { commit, path, offset })),
  }
}
