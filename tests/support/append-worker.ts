import { Workspace } from '../../bridge/local/workspace.ts'
import { unwrap } from '../../shared/failure.ts'
import { ok } from '../../shared/result.ts'

/**
 * Commits `count` lines into the plan of `root`, one commit each, and prints each as it is acknowledged. `size` is how
 * many characters each entry of the log holds besides.
 */
const [root = '', name = '', count = '0', size = '0'] = process.argv.slice(2)
const workspace = new Workspace(root)
for (let index = 0; index < Number(count); index += 1) {
  const line = `# ${name}-${index}`
  const done = await workspace.commit((head) =>
    ok({
      text: `${new TextDecoder().decode(head.bytes)}${line}\n`,
      audit: {
        timestamp: workspace.now(),
        actor: 'user',
        action: 'append',
        target: line,
        payload: { text: 'x'.repeat(Number(size)) },
        policy_mode: 'SAFE',
        result: 'success',
      },
    }),
  )
  unwrap(done)
  process.stdout.write(`${line}\n`)
}
