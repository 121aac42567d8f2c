import { type Accessor, createSignal } from 'solid-js'

/** Which groups are folded into one card. */
export interface Folded {
  readonly groups: Accessor<ReadonlySet<string>>
  readonly toggle: (group: string) => void
}

/** Begins with every group unfolded. */
export function createFolded(): Folded {
  const [groups, setGroups] = createSignal<ReadonlySet<string>>(new Set())
  return {
    groups,
    toggle: (group) =>
      setGroups((before) => {
        const after = new Set(before)
        if (!after.delete(group)) after.add(group)
        return after
      }),
  }
}
