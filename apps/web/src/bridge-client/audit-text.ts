import { ok, type Result } from '../../../../shared/result.ts'
import type { BridgeLink } from './bridge-link.ts'

/** Fetches the whole audit log, stretch by stretch; each file of it is an element, oldest first. */
export async function readAuditText(link: BridgeLink): Promise<Result<readonly string[]>> {
  const texts: string[] = []
  for (let file = 0; ; file++) {
    let text = ''
    let offset = 0
    for (;;) {
      const part = await link.call('audit.text', { file, offset })
      if (!part.ok) return part
      if (part.value.text === null) return ok(texts)
      text += part.value.text
      if (part.value.nextOffset === offset) break
      offset = part.value.nextOffset
    }
    texts.push(text)
  }
}
