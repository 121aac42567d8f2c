import type { JSX } from 'solid-js'
import { failureFrom } from '../../../../shared/failure.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

interface CrashProps {
  /** The part that broke, as the beginning of a sentence. */
  readonly what: string
  readonly cause: unknown
  readonly retry: () => void
}

/** What is shown in place of a part that broke; the rest of the app goes on. */
export function Crash(props: CrashProps): JSX.Element {
  return (
    <Notice
      kind="error"
      live
      title={`${props.what} stopped because of a mistake in ThreadOS.`}
      actions={<Button onClick={props.retry}>Try again</Button>}
    >
      {failureFrom(props.cause).message}
    </Notice>
  )
}
