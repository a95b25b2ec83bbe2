import { createChance } from '../../simulate/chance.ts';

export type Value = string | number | null;
export type Row = Record<string, Value>;

/** Draws that a seed alone decides. */
export interface Draw {
  /** True in that share of all draws. */
  happens(share: number): boolean;
  /** Whole, from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  /** Whole, from 0 to below `limit`, the low ones more often. */
  skewed(limit: number): number;
  one<T>(from: readonly T[]): T;
  /** A moment in UTC, by days from the first of January 2024 and the evening-heavy hours of a shop. */
  moment(fromDay: number, toDay: number): Date;
}

const firstDay = Date.UTC(2024, 0, 1);
const dayMs = 86_400_000;

export function createDraw(seed: number): Draw {
  const chance = createChance(seed);
  const whole = (low: number, high: number): number => low + Math.floor(chance() * (high - low + 1));
  return {
    whole,
    happens: (share) => chance() < share,
    skewed: (limit) => Math.floor(limit * chance() ** 1.8),
    one: (from) => from[whole(0, from.length - 1)] as (typeof from)[number],
    moment: (fromDay, toDay) =>
      // From 0 to 16 h UTC: the last hour of them is past midnight in Tokyo.
      new Date(firstDay + whole(fromDay, toDay) * dayMs + Math.floor(chance() ** 0.6 * 16.5 * 3600) * 1000),
  };
}

/** `2024-01-31 08:00:00`, as a warehouse prints UTC without a zone. */
export const stamp = (moment: Date): string => moment.toISOString().slice(0, 19).replace('T', ' ');
export const day = (moment: Date): string => moment.toISOString().slice(0, 10);
export const later = (moment: Date, hours: number): Date => new Date(moment.getTime() + hours * 3_600_000);
