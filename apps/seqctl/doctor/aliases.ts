import { adapterOf } from '../../../bridge/agents/alias.ts'
import { loadAgents } from '../../../bridge/local/load-agents.ts'
import { ownProgramFacts } from '../../../bridge/runner/agent/prepare-agent.ts'
import { resolveProgram } from '../../../bridge/runner/agent/resolve-program.ts'
import { formatPlace } from '../../../shared/failure.ts'
import { AGENTS_PATH } from '../../../shared/schema/paths.ts'
import { type Check, good } from './check.ts'

/** The aliases of agents.yaml. Nothing of the repository is started to look at them. */
export function checkAliases(root: string): Check[] {
  const aliases = loadAgents(root)
  if (!aliases.ok) {
    const detail = `${aliases.failure.message} ${formatPlace(aliases.failure.at)}`.trim()
    return [{ name: 'agents', status: 'problem', detail, fix: `Mend ${AGENTS_PATH}.` }]
  }
  const facts = ownProgramFacts(root, process.env)
  return Object.entries(aliases.value).map(([name, alias]) => {
    const program = adapterOf({ model: name, alias })?.program ?? name
    const found = resolveProgram(program, facts)
    const detail = alias.agent === undefined ? program : `${alias.agent} with ${alias.model}`
    if (found.ok) return good(name, detail)
    const fix = found.failure.hint ?? found.failure.message
    return { name, status: 'missing', detail, fix }
  })
}
