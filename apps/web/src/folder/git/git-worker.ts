/// <reference lib="webworker" />

import './git-buffer.ts'
import { GitReader } from './git-reader.ts'
import type { GitAnswer, GitQuestion } from './messages.ts'

// Typed as a window by the app's own settings; this file runs as a worker.
const worker = self as unknown as DedicatedWorkerGlobalScope

let reader: GitReader | undefined
let last: Promise<unknown> = Promise.resolve()

async function answer({ id, ...question }: GitQuestion): Promise<void> {
  if (question.kind === 'open') {
    reader = new GitReader(question.folder)
    return
  }
  if (!reader) return
  const result =
    question.kind === 'commits'
      ? await reader.commits(question.scope, question.skip, question.limit)
      : await reader.text(question.commit, question.path)
  worker.postMessage({ id, result } satisfies GitAnswer)
}

worker.addEventListener('message', ({ data }: MessageEvent<GitQuestion>) => {
  // One after the other: a stretch must not begin in the middle of another one.
  last = last.then(() => answer(data))
})
