import { z } from 'zod';
import { languageSchema } from '../plan/plan.ts';
import { callOutcomeSchema } from '../model/record.ts';
import { modelUsageSchema } from '../ports/language-model.ts';
import { failureClassSchema } from '../ports/long-work.ts';
import { limitsSchema } from './limits.ts';

/**
 * A run's state as every log entry holds it: references to plans, programs and results, never their text.
 * Times are ISO 8601 by the object store's clock.
 */
export const stateSchema = z.enum([
  'accepted',
  'planned',
  'extracting',
  'running',
  'executed',
  'attemptFailed',
  'ending',
  'notifying',
  'closed',
  'deleted',
  'abandoned',
]);
export type RunState = z.infer<typeof stateSchema>;

export const stageSchema = z.enum([
  'ingest',
  'planner',
  'executor-dispatch',
  'reporter',
  'repair',
  'notifier',
]);
export type Stage = z.infer<typeof stageSchema>;

export const statusSchema = z.enum(['succeeded', 'clarified', 'failed', 'cancelled']);
export type TerminalStatus = z.infer<typeof statusSchema>;

/** One version of an object and its content's SHA-256: what is written over it later is not what was meant. */
export const refSchema = z.strictObject({ key: z.string(), version: z.string(), sha256: z.string() });
export type Ref = z.infer<typeof refSchema>;

/** Why a run failed, for people: what happened, and what may help. */
export const problemSchema = z.strictObject({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

const workState = z.enum(['claimed', 'started', 'succeeded', 'lost']);

const queryWorkSchema = z.strictObject({
  token: z.string(),
  /** The stage that asked, so that its checks and another's extracts stay apart. */
  stage: stageSchema,
  attempt: z.int(),
  launch: z.int(),
  name: z.string(),
  /** The plan that holds the SQL under `name`. */
  plan: refSchema,
  /** Of the SQL and the data's version: equal hashes are equal datasets. */
  hash: z.string(),
  prefix: z.string(),
  /** When the lease of the claim ends: until then an unknown token may still start. */
  leaseUntil: z.string(),
  state: workState,
  handle: z.string().nullable(),
  startedAt: z.string().nullable(),
  counted: z.boolean(),
  /** Why it was lost. */
  reason: z.string().nullable().default(null),
  extract: z.strictObject({ rowCount: z.number(), bytes: z.number(), sha256: z.string() }).nullable(),
});
export type QueryWork = z.infer<typeof queryWorkSchema>;

/** A model call that is over: what it cost, and where its words are. */
const modelCallSchema = z.strictObject({
  stage: stageSchema,
  /** The run's attempt at that time: 0 while it is planned. */
  attempt: z.int(),
  purpose: z.string(),
  model: z.string(),
  outcome: callOutcomeSchema,
  usage: modelUsageSchema,
  record: refSchema,
});
export type ModelCall = z.infer<typeof modelCallSchema>;

const sandboxWorkSchema = z.strictObject({
  token: z.string(),
  attempt: z.int(),
  launch: z.int(),
  slot: z.string(),
  warm: z.boolean(),
  /** Number of the mailbox message that carries this launch. */
  assignment: z.int(),
  prefix: z.string(),
  leaseUntil: z.string(),
  state: workState,
  handle: z.string().nullable(),
  startedAt: z.string().nullable(),
  counted: z.boolean(),
});
export type SandboxWork = z.infer<typeof sandboxWorkSchema>;

const attemptSchema = z.strictObject({
  number: z.int(),
  plan: refSchema,
  /** What a repair changed, in words for the answer. */
  note: z.string().nullable(),
  outcome: z.enum(['succeeded', 'failed', 'rejected']).nullable(),
  class: failureClassSchema.nullable(),
  error: z.string().nullable(),
  /** The launch's manifest, when a program ran to one. */
  manifest: refSchema.nullable(),
  launches: z.int(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type Attempt = z.infer<typeof attemptSchema>;

export const runSchema = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string(),
  seq: z.int().positive(),
  state: stateSchema,
  principal: z.string(),
  parentRunId: z.string().nullable(),
  language: languageSchema,
  request: refSchema,
  hasWebhook: z.boolean(),
  limits: limitsSchema,
  acceptedAt: z.string(),
  deadline: z.string(),
  kind: z.enum(['query', 'program']).nullable(),
  title: z.string().nullable(),
  dataVersion: z.string().nullable(),
  plan: refSchema.nullable(),
  clarification: refSchema.nullable(),
  /** 0 until planned; a repair makes the next. */
  attempt: z.int(),
  attempts: z.array(attemptSchema),
  queries: z.array(queryWorkSchema),
  sandboxes: z.array(sandboxWorkSchema),
  /** The lease of the model or webhook call that is under way. */
  call: z
    .strictObject({ stage: stageSchema, purpose: z.string(), count: z.int(), until: z.string() })
    .nullable(),
  /** Oldest first; what the run has spent is their sum. */
  calls: z.array(modelCallSchema).default([]),
  result: refSchema.nullable(),
  terminal: z
    .strictObject({
      status: statusSchema,
      at: z.string(),
      problem: problemSchema.nullable(),
      problemStage: z.string().nullable(),
    })
    .nullable(),
  /** Webhook delivery, once created. */
  deliveryId: z.string().nullable(),
});
export type Run = z.infer<typeof runSchema>;
