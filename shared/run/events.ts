import { z } from 'zod';
import { languageSchema } from '../plan/plan.ts';
import { callOutcomeSchema } from '../model/record.ts';
import { modelUsageSchema } from '../ports/language-model.ts';
import { failureClassSchema } from '../ports/long-work.ts';
import { limitsSchema } from './limits.ts';
import { problemSchema, refSchema, stageSchema } from './run.ts';

/** What a log entry records: a fact, past tense, already true when others see it. Which of them are published says the state table. */
const event = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.strictObject({ type: z.literal(type), ...shape });

export const runEventSchema = z.discriminatedUnion('type', [
  event('run.accepted', {
    runId: z.string(),
    principal: z.string(),
    parentRunId: z.string().nullable(),
    language: languageSchema,
    request: refSchema,
    hasWebhook: z.boolean(),
    limits: limitsSchema,
    deadline: z.string(),
  }),
  event('run.planned', {
    kind: z.enum(['query', 'program']),
    title: z.string(),
    plan: refSchema,
    dataVersion: z.string(),
  }),
  event('run.clarified', { clarification: refSchema, title: z.string() }),
  event('call.claimed', { stage: stageSchema, purpose: z.string(), until: z.string() }),
  event('call.answered', {
    stage: stageSchema,
    purpose: z.string(),
    model: z.string(),
    outcome: callOutcomeSchema,
    usage: modelUsageSchema,
    record: refSchema,
  }),
  event('query.claimed', {
    token: z.string(),
    stage: stageSchema,
    launch: z.int().positive(),
    name: z.string(),
    plan: refSchema,
    hash: z.string(),
    prefix: z.string(),
    leaseUntil: z.string(),
  }),
  event('query.started', { token: z.string(), handle: z.string() }),
  event('query.succeeded', {
    token: z.string(),
    rowCount: z.number(),
    bytes: z.number(),
    sha256: z.string(),
  }),
  event('query.lost', { token: z.string(), counted: z.boolean(), reason: z.string() }),
  event('sandbox.claimed', {
    token: z.string(),
    launch: z.int().positive(),
    slot: z.string(),
    warm: z.boolean(),
    assignment: z.int().positive(),
    prefix: z.string(),
    leaseUntil: z.string(),
  }),
  event('sandbox.started', { token: z.string(), handle: z.string() }),
  event('sandbox.lost', { token: z.string(), counted: z.boolean(), reason: z.string() }),
  event('attempt.succeeded', { manifest: refSchema.nullable() }),
  event('attempt.failed', {
    class: failureClassSchema,
    error: z.string(),
    manifest: refSchema.nullable(),
  }),
  event('answer.rejected', { reason: z.string() }),
  event('plan.repaired', { plan: refSchema, note: z.string() }),
  event('run.succeeded', { result: refSchema }),
  event('run.failed', { problem: problemSchema, stage: z.string() }),
  event('run.cancelled', {}),
  event('run.released', { forced: z.boolean() }),
  event('run.closed', { deliveryId: z.string().nullable() }),
  event('run.deleted', {}),
  event('run.abandoned', { runId: z.string() }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;
export type EventType = RunEvent['type'];
export type EventOf<T extends EventType> = Extract<RunEvent, { type: T }>;
