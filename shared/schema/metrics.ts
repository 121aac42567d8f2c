import { z } from 'zod'

const CountSchema = z.int().min(0)
const RateSchema = z.number().min(0).max(1).nullable()

/** Times in milliseconds. */
export const SpreadSchema = z.strictObject({
  count: CountSchema,
  average: z.number(),
  p95: z.number(),
})
export type Spread = Readonly<z.infer<typeof SpreadSchema>>

/** What attempts used of their providers; tokens of the cache are part of the input. */
export const SpendSchema = z.strictObject({
  /** Attempts whose agent said what it used or cost. */
  attempts: CountSchema,
  inputTokens: CountSchema,
  cachedTokens: CountSchema,
  outputTokens: CountSchema,
  /** US dollars; null when no agent said a price. */
  costUsd: z.number().min(0).nullable(),
})
export type Spend = Readonly<z.infer<typeof SpendSchema>>

/** The same for one model or step. */
export const NamedSpendSchema = SpendSchema.extend({ name: z.string() })
export type NamedSpend = Readonly<z.infer<typeof NamedSpendSchema>>

/** One day in UTC. */
export const DayCountSchema = z.strictObject({
  /** As in 2026-02-07. */
  day: z.string(),
  /** Steps that commands added; those of templates show when they run. */
  created: CountSchema,
  attempts: CountSchema,
  /** Those of the attempts that failed. */
  failed: CountSchema,
  tokens: CountSchema,
  costUsd: z.number().min(0).nullable(),
})
export type DayCount = Readonly<z.infer<typeof DayCountSchema>>

/** How far the candidates of one fusion agree in what their agents said at the end. */
export const FusionAgreementSchema = z.strictObject({
  synth: z.string(),
  candidates: CountSchema,
  /** Candidates that left a summary. */
  compared: CountSchema,
  /** From 0 to 1; null for fewer than two summaries. */
  score: RateSchema,
})
export type FusionAgreement = Readonly<z.infer<typeof FusionAgreementSchema>>

/** How threads were made, ran and ended. Rates are from 0 to 1, and null where nothing was counted. */
export const MetricsSchema = z.strictObject({
  days: z.array(DayCountSchema),
  steps: CountSchema,
  checkpoints: CountSchema,
  byType: z.record(z.string(), CountSchema),
  attempts: CountSchema,
  duration: SpreadSchema.nullable(),
  durationByModel: z.record(z.string(), SpreadSchema),
  /** Parallel groups of the plan: how many, and their workers. */
  fanout: z.strictObject({
    groups: CountSchema,
    average: z.number().nullable(),
    largest: CountSchema,
  }),
  fusions: z.array(FusionAgreementSchema),
  /** Mean score of the fusions that have one. */
  fusionAgreement: RateSchema,
  /** From the moment that all a gate waits for was done to a person's yes. */
  gateLatency: SpreadSchema.nullable(),
  /** Of the attempts that ended by themselves; waiting for quota is no failure. */
  failureRate: RateSchema,
  /** Share of attempts that were not their step's first. */
  restartRate: RateSchema,
  spend: SpendSchema,
  /** Every model that used something, the dearest first. */
  spendByModel: z.array(NamedSpendSchema),
  /** The dearest steps first. */
  spendByStep: z.array(NamedSpendSchema),
  /** What was left out because there is too much of it: older runs and audit entries, cheaper steps. */
  leftOut: z.strictObject({ runs: CountSchema, entries: z.boolean(), steps: CountSchema }),
})
export type Metrics = Readonly<z.infer<typeof MetricsSchema>>
