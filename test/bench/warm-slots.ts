/**
 * What `warmSlots` buys: a simulation of a month of runs and of the containers that wait for them, which prints how long
 * runs wait for one and what it costs. `npm run bench -- --warm-slots`. The same seed gives the same table.
 */
import { createChance } from '../simulate/chance.ts';

export interface Parameters {
  /** How many containers wait, ready or starting. */
  warmSlots: number;
  /** Seconds from asking for a container until it waits at its mailbox: anything between, equally likely. */
  coldStartSeconds: [least: number, most: number];
  /** A slot that waits asks its mailbox this often at the slowest (`executor/mailbox.py`): S3 holds no request. */
  pollSeconds: number;
  /** A container's signed URLs, and with them its life, end after this (design, section 6). */
  lifetimeSeconds: number;
  /** A run takes a slot only if this much of its life is left: its own deadline. */
  deadlineSeconds: number;
  /** How long runs keep their slot: log-normal, by median and 95th percentile. */
  runSeconds: { median: number; p95: number };
  seed: number;
}

export const defaults: Omit<Parameters, 'warmSlots'> = {
  // An assumption: AWS's own sample has 20 s from created to started, 53 to 62 s were seen for images of 413 MB.
  coldStartSeconds: [30, 60],
  pollSeconds: 2,
  lifetimeSeconds: 50 * 60,
  deadlineSeconds: 15 * 60,
  // An assumption: a small program with one look at its result; one in twenty repairs or trains for minutes.
  runSeconds: { median: 30, p95: 240 },
  seed: 1,
};

/**
 * Dollars per hour of a task with 2 vCPUs and 4 GB, a program's default limits: Fargate's list prices for Linux in
 * us-east-1, written down from memory: check them against your region's list before you rely on them.
 */
const task = { vcpus: 2, gigabytes: 4 };
export const pricePerHour = {
  x86: task.vcpus * 0.04048 + task.gigabytes * 0.004445,
  arm: task.vcpus * 0.03238 + task.gigabytes * 0.00356,
};

/** When a run wants a slot, how long it keeps it, and where between least and most its own wait falls. */
export interface Arrival {
  at: number;
  keeps: number;
  luck: number;
}

export interface Claim {
  slot: number;
  launchedAt: number;
  readyAt: number;
  at: number;
}

export interface Outcome {
  /** Seconds that each run waited for its program to begin. */
  waits: number[];
  /** Of warm slots; runs without one started a container of their own. */
  claims: Claim[];
  /** Of all containers, from being asked for to their end. */
  containerSeconds: number;
}

interface Slot {
  id: number;
  launchedAt: number;
  readyAt: number;
}

/** Runs all arrivals, which are in order of time, until `until`. */
export function simulate(parameters: Parameters, arrivals: Arrival[], until: number): Outcome {
  const random = createChance(parameters.seed);
  const claimableSeconds = parameters.lifetimeSeconds - parameters.deadlineSeconds;
  const [least, most] = parameters.coldStartSeconds;
  const outcome: Outcome = { waits: [], claims: [], containerSeconds: 0 };
  let launched = 0;
  const coldStart = (luck: number): number => least + (most - least) * luck;
  const launch = (at: number): Slot => ({
    id: launched++,
    launchedAt: at,
    readyAt: at + coldStart(random()),
  });
  let pool = Array.from({ length: parameters.warmSlots }, () => launch(0));

  /** A slot too old for any run ends, and another takes its place. */
  const renew = (slot: Slot, now: number): Slot => {
    if (slot.launchedAt + claimableSeconds > now) return slot;
    outcome.containerSeconds += claimableSeconds;
    return renew(launch(slot.launchedAt + claimableSeconds), now);
  };
  for (const { at, keeps, luck } of arrivals) {
    pool = pool.map((slot) => renew(slot, at));
    const ready = pool
      .filter((slot) => slot.readyAt <= at)
      .toSorted((a, b) => a.launchedAt - b.launchedAt)[0];
    const wait = ready === undefined ? coldStart(luck) : parameters.pollSeconds * luck;
    outcome.waits.push(wait);
    outcome.containerSeconds += wait + keeps;
    if (ready === undefined) continue;
    outcome.containerSeconds += at - ready.launchedAt;
    outcome.claims.push({ ...ready, slot: ready.id, at });
    // Refilled as soon as it is claimed: a slot serves one run only.
    pool = pool.map((slot) => (slot === ready ? launch(at) : slot));
  }
  for (const slot of pool.map((one) => renew(one, until)))
    outcome.containerSeconds += until - slot.launchedAt;
  return outcome;
}
