import type { PromptChange } from '../../../../shared/actions/define.ts'
import type { PromptTransition } from '../../../../shared/commit/history.ts'
import { fail } from '../../../../shared/failure.ts'
import { ok, type Result } from '../../../../shared/result.ts'
import { PromptPathSchema } from '../../../../shared/schema/paths.ts'

/** Reads a prompt file; null when there is none. */
export type ReadPrompt = (path: string) => Promise<Result<string | null>>

/** The prompt files while changes are carried out one after the other, in memory. */
class PromptTexts {
  readonly #read: ReadPrompt
  readonly #before = new Map<string, string | null>()
  readonly #after = new Map<string, string | null>()

  constructor(read: ReadPrompt) {
    this.#read = read
  }

  transitions(): PromptTransition[] {
    return [...this.#after].map(([path, after]) => ({
      path,
      before: this.#before.get(path) ?? null,
      after,
    }))
  }

  async change(change: PromptChange): Promise<Result<undefined>> {
    const present = await this.#textAt(change.path)
    if (!present.ok) return present
    if (change.kind === 'remove') this.#after.set(change.path, null)
    else if (change.kind === 'write') {
      const isKept = change.ifMissing === true && present.value !== null
      if (!isKept) this.#after.set(change.path, change.text)
    } else {
      const source = await this.#textAt(change.from)
      if (!source.ok || source.value === null) return source.ok ? ok(undefined) : source
      this.#after.set(change.path, source.value)
      if (change.kind === 'move') this.#after.set(change.from, null)
    }
    return ok(undefined)
  }

  async #textAt(path: string): Promise<Result<string | null>> {
    if (!PromptPathSchema.safeParse(path).success) {
      return fail('INVALID_PATH', `The prompt path ${path} is not inside .threados/prompts.`)
    }
    const known = this.#after.get(path)
    if (known !== undefined) return ok(known)
    const text = await this.#read(path)
    if (text.ok) this.#before.set(path, text.value)
    return text
  }
}

/** What prompt changes do to each touched file, later changes seeing earlier ones; nothing is written. */
export async function promptTransitions(
  changes: readonly PromptChange[],
  read: ReadPrompt,
): Promise<Result<PromptTransition[]>> {
  const texts = new PromptTexts(read)
  for (const change of changes) {
    const done = await texts.change(change)
    if (!done.ok) return done
  }
  return ok(texts.transitions())
}
