/** A small plan with a comment, as a person writes it. */
export const SMALL_PLAN = `# my plan
version: "1.0"
name: demo
steps:
  - id: build   # first
    name: Build
    type: base
    model: shell
    command: [node, --version]
  - id: test
    name: Test
    type: base
    model: shell
    command: [node, --version]
    depends_on: [build]
    status: BLOCKED
gates: []
`

/** A plan of independent shell steps with these ids and commands. */
export function planOf(steps: Readonly<Record<string, readonly string[]>>, more = ''): string {
  const items = Object.entries(steps).map(
    ([id, command]) =>
      `  - id: ${id}\n    name: ${id}\n    type: base\n    model: shell\n    command: ${JSON.stringify(command)}\n`,
  )
  return `version: "1.0"\nname: test\nsteps:\n${items.join('')}gates: []\n${more}`
}
