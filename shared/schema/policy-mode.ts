import { z } from 'zod'

/** SAFE asks a person before what matters; POWER lets an orchestrator's harmless actions through. */
export const PolicyModeSchema = z.enum(['SAFE', 'POWER'])
export type PolicyMode = z.infer<typeof PolicyModeSchema>
