import { z } from 'zod'
import { PolicyModeSchema } from './policy-mode.ts'

/** What kind of file a repository asks with. */
export const TrustKindSchema = z.enum(['policy', 'agents', 'workflow', 'template', 'hook'])
export type TrustKind = z.infer<typeof TrustKindSchema>

const Sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal')

/** One file of a repository that counts only when a person accepted it, and what it asks for. */
export const TrustAskSchema = z.strictObject({
  /** Relative to the repository's root. */
  path: z.string(),
  kind: TrustKindSchema,
  sha256: Sha256Schema,
  /** One sentence a wish, for people. */
  asks: z.array(z.string()).readonly(),
  /** True when a person accepted this file with exactly these bytes. */
  accepted: z.boolean(),
})
export type TrustAsk = Readonly<z.infer<typeof TrustAskSchema>>

/** Everything that a repository asks for. */
export const TrustStateSchema = z.strictObject({
  /** SHA-256 over all files: what `trust.accept` is given, so that nobody accepts what they have not seen. */
  digest: Sha256Schema,
  asks: z.array(TrustAskSchema).readonly(),
})
export type TrustState = Readonly<z.infer<typeof TrustStateSchema>>

/** What a person decided about one repository; kept in their own data folder, never in the repository. */
export const RepoDecisionsSchema = z.strictObject({
  /** Real path of the repository. */
  root: z.string(),
  /** The mode that the person chose for this repository. */
  mode: PolicyModeSchema.optional(),
  /** SHA-256 of each accepted file, by its path. */
  accepted: z.record(z.string(), Sha256Schema),
})
export type RepoDecisions = Readonly<z.infer<typeof RepoDecisionsSchema>>
