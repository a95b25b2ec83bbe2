import { createHash } from 'node:crypto';

/** Of every task that a slot has: ECS finds tasks by it, and its events carry it. At most 128 characters. */
export const starterOf = (slot: string): string => `kaiseki/${slot}`;

export const slotOfStarter = (startedBy: string): string | null =>
  /^kaiseki\/([A-Za-z0-9-]{1,36})$/.exec(startedBy)?.[1] ?? null;

/** At most 64 characters: one slot, one task, however often it is asked for. */
export const clientTokenOf = (slot: string): string => createHash('sha256').update(slot).digest('hex');

/** The container of the task definition that runs the executor. */
export const executorContainer = 'executor';
