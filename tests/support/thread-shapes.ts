import { attemptOf } from './web-sequences.ts'

const PLAN = `version: '1.0'
name: Shapes
steps:
  - { id: lead, name: Plan the work, type: b, model: claude-code, orchestrator: true, lane: build, status: DONE }
  - { id: part-1, name: First part, type: base, model: codex, parent: lead, depends_on: [lead], status: DONE }
  - { id: part-2, name: Second part, type: base, model: codex, parent: lead, depends_on: [lead], status: READY }
  - { id: try-1, name: One way, type: p, model: codex, lane: build, group_id: ways, depends_on: [lead], status: DONE }
  - { id: try-2, name: Another way, type: p, model: gemini, lane: build, group_id: ways, depends_on: [lead], status: FAILED }
  - id: fuse
    name: Take the best
    type: f
    model: claude-code
    lane: build
    fusion_candidates: [try-1, try-2]
    fusion_synth: true
    depends_on: [try-1, try-2]
    after: [part-1]
    status: BLOCKED
  - { id: soak, name: Soak test over night, type: l, model: shell, command: [node, soak.js], lane: check, depends_on: [lead], status: RUNNING }
  - { id: dog, name: Watch the soak test, type: base, model: claude-code, watchdog_for: soak, status: READY }
`

/** A repository's files with a thread of every shape; its long step began and last beat so long before `now`. */
export function threadShapes(now: number, age: number): Readonly<Record<string, string>> {
  const startTime = new Date(now - age).toISOString()
  const attempt = attemptOf('soak', { startTime, heartbeat: startTime })
  return {
    '.threados/sequence.yaml': PLAN,
    [`.threados/runs/${attempt.runId}/soak/status.json`]: JSON.stringify(attempt),
  }
}

const STATUSES = ['DONE', 'DONE', 'DONE', 'RUNNING', 'FAILED', 'NEEDS_REVIEW', 'READY']

/** A plan of so many steps in four lanes, finished at the left, blocked at the right. */
export function widePlan(count: number): string {
  const across = 20
  const steps = Array.from({ length: count }, (_, at) => {
    const place = at % across
    const layer = Math.floor(at / across)
    const lane = ['plan', 'build', 'check', 'ship'][Math.floor(place / 5)]
    const other = layer * across - across + ((place * 7) % across)
    const before =
      layer === 0
        ? ''
        : `, depends_on: [${[...new Set([`s${at - across}`, `s${other}`])].join(', ')}]`
    const done = layer < 9 ? 'DONE' : STATUSES[(at * 5) % STATUSES.length]
    const status = layer > 12 ? 'BLOCKED' : done
    return `  - { id: s${at}, name: Step ${at}, type: base, model: codex, lane: ${lane}${before}, status: ${status} }\n`
  })
  return `version: '1.0'\nname: Large\nsteps:\n${steps.join('')}`
}
