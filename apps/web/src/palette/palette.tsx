import type { JSX } from 'solid-js'
import { createMemo } from 'solid-js'
import { overlays } from '../frame/overlays.ts'
import type { Session } from '../start/session.ts'
import { useApp } from '../state/app-state.ts'
import { PickList } from '../ui/pick-list.tsx'
import { commandsOf } from './commands.ts'
import { bestMatches } from './match.ts'

const MOST = 60

/** Finds and does anything by typing a few letters of it. */
export function Palette(props: { readonly session: Session }): JSX.Element {
  const app = useApp()
  const commands = createMemo(() => commandsOf(app, props.session))
  const find = (query: string) => bestMatches(query, commands(), MOST)
  return (
    <PickList
      title="Commands"
      placeholder="Type a command, a step or a gate"
      find={find}
      onClose={overlays.close}
      onChoose={(command) => {
        overlays.close()
        command.run()
      }}
    />
  )
}
