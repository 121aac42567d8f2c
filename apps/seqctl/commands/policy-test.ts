import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ioFailure } from '../../../bridge/local/io-failure.ts'
import { currentPlatform, processFacts } from '../../../bridge/local/resolve-path.ts'
import { type CaseResult, runPolicyCase } from '../../../shared/policy/run-case.ts'
import { ok, type Result } from '../../../shared/result.ts'
import { POLICY_TEST_PATH } from '../../../shared/schema/paths.ts'
import type { Policy } from '../../../shared/schema/policy.ts'
import { type PolicyCase, PolicyTestFileSchema } from '../../../shared/schema/policy-test.ts'
import { parseYamlFile } from '../../../shared/yaml/parse-file.ts'
import type { Answer } from '../output.ts'

const MAX_BYTES = 2 * 1024 * 1024

function titleOf({ name, argv, actor }: PolicyCase): string {
  return name ?? `${argv.join(' ')}${actor === 'orchestrator' ? ' (orchestrator)' : ''}`
}

function lineOf(one: PolicyCase, { passed, answer, rules }: CaseResult): string[] {
  if (passed) return [`ok    ${titleOf(one)}: ${answer}`]
  const rule = one.rule === undefined ? '' : ` by ${one.rule}`
  return [
    `WRONG ${titleOf(one)}: ${answer}, expected ${one.expect}${rule}`,
    ...rules.map((fired) => `        ${fired.rule}: ${fired.reason}`),
  ]
}

/** Asks the policy in force about every case of the file; exit 1 when it answers one of them differently. */
export function testPolicy(root: string, policy: Policy, file: string | undefined): Result<Answer> {
  const path = file === undefined ? join(root, POLICY_TEST_PATH) : resolve(file)
  let source: Uint8Array
  try {
    source = readFileSync(path)
  } catch (cause) {
    return ioFailure(cause, path)
  }
  const shown = file ?? POLICY_TEST_PATH
  const parsed = parseYamlFile(source, PolicyTestFileSchema, { file: shown, maxBytes: MAX_BYTES })
  if (!parsed.ok) return parsed
  const place = { root, platform: currentPlatform(), resolve: processFacts() }
  const { cases } = parsed.value
  const results = cases.map((one) => runPolicyCase(one, policy, place))
  const wrong = results.filter(({ passed }) => !passed).length
  const data = cases.map((one, index) => ({
    name: titleOf(one),
    expect: one.expect,
    ...results[index],
  }))
  const lines = results.flatMap((result, index) => {
    const one = cases[index]
    return one ? lineOf(one, result) : []
  })
  return ok({
    data: { passed: cases.length - wrong, failed: wrong, cases: data },
    text: [...lines, `${cases.length - wrong} of ${cases.length} as expected.`].join('\n'),
    ...(wrong > 0 ? { exit: 1 } : {}),
  })
}
