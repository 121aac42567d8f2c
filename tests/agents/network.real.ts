import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ownProgramFacts } from '../../bridge/runner/agent/prepare-agent.ts'
import { resolveProgram } from '../../bridge/runner/agent/resolve-program.ts'
import { good } from '../support/runtimes.ts'
import { AGENTS, useWorkbench } from './workbench.ts'

const bench = useWorkbench()
const STRACE = '/usr/bin/strace'

/** The addresses and names of machines that a program asked the system for, other than its own. */
function farAddresses(trace: string): string[] {
  const lines = trace.split('\n').filter((line) => /\b(?:connect|sendto|sendmmsg)\(/.test(line))
  const far = lines.filter(
    (line) => /AF_INET6?|htons/.test(line) && !/127\.\d+\.\d+\.\d+|"::1"|::ffff:127\./.test(line),
  )
  return far.map((line) => line.slice(0, 200))
}

describe.each(AGENTS)('%s', (model) => {
  test.runIf(existsSync(STRACE))('[38] nothing but loopback is talked to', async () => {
    const attempt = bench.prepare(model, 'Say something.')
    const [name = '', ...args] = attempt.command.argv
    const trace = join(bench.home, `trace-${model}.txt`)
    const program = good(resolveProgram(name, ownProgramFacts(bench.workshop.root, process.env)))
    // A wrapper of the same name: whatever the agent starts is watched too.
    const wrapper = join(bench.home, name)
    writeFileSync(
      wrapper,
      `#!/bin/sh\nexec ${STRACE} -f -qq -e trace=connect,sendto,sendmmsg -o '${trace}' '${program.file}' "$@"\n`,
    )
    chmodSync(wrapper, 0o755)
    const { record } = await bench.run(model, 'Say something.', { argv: [wrapper, ...args] })
    expect(record.status).toBe('DONE')
    expect(farAddresses(readFileSync(trace, 'utf8'))).toEqual([])
  })
})
