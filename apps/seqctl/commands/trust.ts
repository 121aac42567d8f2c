import type { Command } from 'commander'
import type { Door } from '../../../bridge/local/commit-actions.ts'
import { fail } from '../../../shared/failure.ts'
import type { RawAction } from '../../../shared/protocol/methods.ts'
import { mapResult, ok, type Result } from '../../../shared/result.ts'
import type { TrustState } from '../../../shared/schema/trust.ts'
import { applyForCaller } from '../apply.ts'
import type { CliContext } from '../context.ts'
import type { Answer } from '../output.ts'
import { policyInForce } from '../policy-in-force.ts'
import type { Runner } from '../run-cli.ts'

async function load(context: CliContext): Promise<Result<TrustState>> {
  const repo = context.place()
  if (!repo.ok) return repo
  const { loadPolicy } = await import('../../../bridge/local/load-policy.ts')
  return mapResult(
    loadPolicy(repo.value.root, repo.value.dataFolder, undefined),
    ({ trust }) => trust,
  )
}

function trustText({ asks }: TrustState): string {
  if (asks.length === 0) return 'This repository asks for nothing beyond your own policy.'
  const files = asks.map((file) =>
    [
      `${file.path} (${file.accepted ? 'accepted' : 'not accepted'}, sha256 ${file.sha256.slice(0, 12)})`,
      ...file.asks.map((wish) => `  ${wish}`),
    ].join('\n'),
  )
  const isWaiting = asks.some(({ accepted }) => !accepted)
  const next = isWaiting
    ? 'Nothing of it counts, and nothing runs, until you accept it: seqctl trust accept'
    : 'All of it is accepted. Take that back with: seqctl trust revoke'
  return [...files, next].join('\n')
}

async function show(context: CliContext): Promise<Result<Answer>> {
  const isPerson = context.caller.actor === 'user'
  const trust = isPerson
    ? await load(context)
    : mapResult(await policyInForce(context), (loaded) => loaded.trust)
  return mapResult(trust, (found) => ({ data: found, text: trustText(found) }))
}

/** Applies an action of the policy and keeps what it decides in the user's data folder. */
export async function decide(
  context: CliContext,
  door: Door,
  action: RawAction,
): Promise<Result<void>> {
  const applied = await applyForCaller(context, door, [action])
  if (!applied.ok) return applied
  const { isPolicyEffect, performPolicyEffect } = await import(
    '../../../bridge/local/policy-effects.ts'
  )
  for (const effect of applied.value.effects.filter(isPolicyEffect)) {
    const kept = performPolicyEffect(effect, door.parts.workspace.root, context.dataFolder)
    if (!kept.ok) return kept
  }
  return ok(undefined)
}

async function accept(context: CliContext, given: string | undefined): Promise<Result<Answer>> {
  const loaded = await load(context)
  if (!loaded.ok) return loaded
  const door = context.door()
  if (!door.ok) return door
  const trust = loaded.value
  if (trust.asks.length === 0) return fail('NOT_FOUND', trustText(trust))
  const digest = given ?? trust.digest
  const decided = await decide(context, door.value, { action: 'trust.accept', digest })
  if (!decided.ok) return decided
  const paths = trust.asks.map(({ path }) => path)
  return ok({ data: { digest, accepted: paths }, text: `Accepted: ${paths.join(', ')}.` })
}

async function revoke(context: CliContext): Promise<Result<Answer>> {
  const door = context.door()
  if (!door.ok) return door
  const decided = await decide(context, door.value, { action: 'trust.revoke' })
  if (!decided.ok) return decided
  return ok({ data: {}, text: 'Nothing of this repository is accepted any more.' })
}

/** Adds `trust show|accept|revoke`. */
export function register(program: Command, run: Runner): void {
  const parent = program
    .command('trust')
    .description('See what a repository asks for, and accept it or not')
  const all = parent.command('show').description('Show what this repository asks for')
  all.action(() => run(show, all, 'reader'))
  const one = parent
    .command('accept')
    .description('Accept what it asks for, exactly as the files are now; a person is always asked')
    .argument('[digest]', 'Digest that trust show gave (default: of the files as they are now)')
  one.action((digest: string | undefined) => run((context) => accept(context, digest), one))
  const none = parent.command('revoke').description('Take back everything that was accepted')
  none.action(() => run(revoke, none))
}
