import type { Command } from 'commander'
import { exampleOf } from './command-table.ts'

/** Examples of commands that are declared by a schema, or that need no more words than this. */
const EXAMPLES: Readonly<Record<string, string>> = {
  'step add': 'seqctl step add build --type base --model shell -- npm run build',
  'step edit': 'seqctl step edit build --lane backend --clear cwd',
  'step rm': 'seqctl step rm build --reconnect',
  'step clone': 'seqctl step clone build build-2 --workspace worktree',
  'step move': 'seqctl step move test --after build',
  'step accept': 'seqctl step accept build --note "Checked by hand"',
  'step reject': 'seqctl step reject build --note "Tests are missing"',
  'step reset': 'seqctl step reset build',
  'dep add': 'seqctl dep add test build',
  'dep rm': 'seqctl dep rm test build',
  'group parallelize': 'seqctl group parallelize lint test docs --group checks',
  'group dissolve': 'seqctl group dissolve checks',
  'fusion create': 'seqctl fusion create --candidates try-a,try-b --synth best',
  'gate insert': 'seqctl gate insert review --depends-on build --before deploy',
  'gate approve': 'seqctl gate approve review --note "Looks right"',
  'gate block': 'seqctl gate block review --note "Not before Monday"',
  'gate rm': 'seqctl gate rm review',
  restart: 'seqctl restart build',
  reconcile: 'seqctl reconcile --json',
  doctor: 'seqctl doctor',
  'audit tail': 'seqctl audit tail 5',
  'audit verify': 'seqctl audit verify',
  'policy show': 'seqctl policy show',
  'policy mode': 'seqctl policy mode POWER',
  'policy test': 'seqctl policy test',
  'template list': 'seqctl template list',
  'bridge start': 'seqctl bridge start --port 4870 --open',
  'mprocs status': 'seqctl mprocs status',
  'mprocs select': 'seqctl mprocs select build',
  'mprocs quit': 'seqctl mprocs quit',
  'trust show': 'seqctl trust show',
  'trust accept': 'seqctl trust accept',
  'trust revoke': 'seqctl trust revoke',
  confirm: 'seqctl confirm 3f9a1c2b4d5e6f70',
  'worktree list': 'seqctl worktree list',
  'worktree merge': 'seqctl worktree merge build',
  'worktree remove': 'seqctl worktree remove build',
}

/**
 * Adds the example to every help text that has none yet; a noun shows that of its first verb. For help and documents
 * only: no other call needs it.
 */
export function addExamples(command: Command, path: readonly string[] = []): void {
  for (const child of command.commands) addExamples(child, [...path, child.name()])
  if (exampleOf(command).length > 0) return
  const own = EXAMPLES[path.join(' ')]
  const below = command.commands.map(exampleOf).find((lines) => lines.length > 0)
  const lines = own === undefined ? below : [own]
  if (lines)
    command.addHelpText('after', `\nExample:\n${lines.map((line) => `  ${line}`).join('\n')}`)
}
