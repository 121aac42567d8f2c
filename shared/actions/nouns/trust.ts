import { z } from 'zod'
import { fail } from '../../failure.ts'
import { ok } from '../../result.ts'
import { TrustStateSchema } from '../../schema/trust.ts'
import { defineAction } from '../define.ts'

/** `trust.accept`: a person accepts what the repository asks for, file by file as it is now. */
export const trustAccept = defineAction({
  name: 'trust.accept',
  kind: 'policy',
  title: 'Trust repository',
  description:
    'Accepts what the files of this repository ask for, exactly as they are now. Only a person may, and is always asked.',
  parameters: z.strictObject({
    digest: TrustStateSchema.shape.digest.describe(
      'Digest of all files that ask for something, as trust show gives it',
    ),
  }),
  positional: ['digest'],
  destructive: false,
  reversible: false,
  apply(sequence, { digest }, { trust }) {
    const asks = trust?.asks ?? []
    if (asks.length === 0) {
      return fail('NOT_FOUND', 'This repository asks for nothing that needs to be accepted.')
    }
    if (trust?.digest !== digest) {
      return fail('CONFLICT', 'The files that ask for something are not those that were shown.', {
        hint: 'Look at them again: seqctl trust show',
      })
    }
    const files = Object.fromEntries(asks.map(({ path, sha256 }) => [path, sha256]))
    const notes = asks.flatMap((file) => file.asks.map((wish) => `${file.path}: ${wish}`))
    return ok({ sequence, notes, effects: [{ effect: 'trust', files }] })
  },
  describe: ({ digest }) => `Trust what this repository asks for (${digest.slice(0, 12)})`,
})

/** `trust.revoke`: nothing of the repository is trusted any more. */
export const trustRevoke = defineAction({
  name: 'trust.revoke',
  kind: 'policy',
  title: 'Revoke trust',
  description: 'Takes back everything that was accepted of this repository. Only a person may.',
  parameters: z.strictObject({}),
  positional: [],
  destructive: false,
  reversible: false,
  apply: (sequence) => ok({ sequence, effects: [{ effect: 'trust', files: {} }] }),
  describe: () => 'Trust nothing of this repository any more',
})
