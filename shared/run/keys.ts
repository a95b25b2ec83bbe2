import { createHash } from 'node:crypto';
import type { Query } from '../plan/plan.ts';
import type { Stage } from './run.ts';

/** Every object key of a run, in one place. Ids come from `Ids` and hashes are hex, so no part can hold a '/'. */
export const sha256 = (body: Uint8Array | string): string => createHash('sha256').update(body).digest('hex');

export const runPrefix = (runId: string): string => `runs/${runId}/`;
export const logPrefix = (runId: string): string => `runs/${runId}/log/`;
export const logKey = (runId: string, seq: number): string =>
  `${logPrefix(runId)}${String(seq).padStart(6, '0')}`;
export const requestKey = (runId: string): string => `runs/${runId}/request.json`;
export const planKey = (runId: string, attempt: number): string => `runs/${runId}/plans/${attempt}.json`;
export const callKey = (runId: string, seq: number): string => `runs/${runId}/calls/${seq}.json`;
export const clarificationKey = (runId: string): string => `runs/${runId}/clarification.json`;
export const resultKey = (runId: string, attempt: number): string => `runs/${runId}/results/${attempt}.json`;
/** Files the reporter makes: report, charts, previews. */
export const reportPrefix = (runId: string, attempt: number): string => `runs/${runId}/report/${attempt}/`;
export const troubleKey = (runId: string): string => `runs/${runId}/trouble.json`;

export const openPrefix = 'open/';
export const openKey = (runId: string): string => `${openPrefix}${runId}`;
export const indexPrefix = (principal: string): string => `index/${sha256(principal)}/`;
export const idempotencyKey = (principal: string, key: string): string =>
  `keys/${sha256(principal)}/${sha256(key)}`;
export const wakeKey = (runId: string, seq: number, slot: number): string => `wake/${runId}/${seq}/${slot}`;

/** Webhook ids are derived, so that a delivery is created once however often it is asked for. */
export const deliveryId = (runId: string): string => `msg_${sha256(runId).slice(0, 32)}`;

export const deliveryLogPrefix = (id: string): string => `deliveries/${id}/log/`;
export const deliveryLogKey = (id: string, seq: number): string =>
  `${deliveryLogPrefix(id)}${String(seq).padStart(6, '0')}`;
/** A marker per delivery that is neither made nor given up, holding its run's id: what the sweep goes through. */
export const dueDeliveriesPrefix = 'due/';
export const dueDeliveryKey = (id: string): string => `${dueDeliveriesPrefix}${id}`;

export const slotKey = (slot: string, assignment: number): string => `slots/${slot}/${assignment}`;
export const slotClaimKey = (slot: string): string => `slots/${slot}/claim`;

/** One letter per stage that asks: the same SQL may be a probe, an extract and a check. */
export const queryLetters = {
  planner: 'p',
  'executor-dispatch': 'q',
  reporter: 'c',
} as const satisfies Partial<Record<Stage, string>>;
const letterOf = (stage: Stage): string => (queryLetters as Partial<Record<Stage, string>>)[stage] ?? stage;

/** Equal SQL on equal data is the same dataset. */
export const datasetHash = (query: Query, dataVersion: string): string =>
  sha256(`${dataVersion}\n${query.sql}`).slice(0, 32);
export const datasetPrefix = (
  runId: string,
  hash: string,
  stage: Stage,
  attempt: number,
  launch: number,
): string => `runs/${runId}/datasets/${hash}/${letterOf(stage)}${attempt}-${launch}/`;
export const queryToken = (
  runId: string,
  stage: Stage,
  attempt: number,
  hash: string,
  launch: number,
): string => `${runId}/${attempt}/${letterOf(stage)}/${hash.slice(0, 16)}/${launch}`;

/** Tokens begin with their run's id. */
export const runOfToken = (token: string): string => token.split('/', 1)[0] ?? '';
/** There once somebody stopped the query: what a warehouse would start for it later must not start. */
export const stoppedQueryKey = (token: string): string =>
  `${runPrefix(runOfToken(token))}stopped/${sha256(token).slice(0, 32)}`;

export const launchPrefix = (runId: string, attempt: number, launch: number): string =>
  `runs/${runId}/attempts/${attempt}/${launch}/`;
export const sandboxToken = (runId: string, attempt: number, launch: number): string =>
  `${runId}/${attempt}/s/${launch}`;
