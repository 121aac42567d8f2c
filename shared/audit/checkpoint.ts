import { z } from 'zod'
import { canonicalJson } from '../canonical-json.ts'

/** What a checkpoint says: up to this entry the log was whole, and this is where the next line begins. */
const CheckpointBodySchema = z.strictObject({
  /** Real path of the repository. */
  root: z.string(),
  seq: z.int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Which file of the log entry `seq` is in, and the byte behind its line. */
  segment: z.int().min(1),
  size: z.int().min(1),
  signed_at: z.string(),
})
export type CheckpointBody = z.infer<typeof CheckpointBodySchema>

/** A checkpoint with its Ed25519 signature (base64) over `checkpointText`. */
export const CheckpointSchema = CheckpointBodySchema.extend({ signature: z.string() })
export type Checkpoint = z.infer<typeof CheckpointSchema>

/** The text that is signed: canonical JSON behind a name, so that it can't be taken for anything else's. */
export function checkpointText(checkpoint: CheckpointBody): string {
  const { root, seq, hash, segment, size, signed_at } = checkpoint
  return `threados audit checkpoint\n${canonicalJson({ root, seq, hash, segment, size, signed_at })}`
}
