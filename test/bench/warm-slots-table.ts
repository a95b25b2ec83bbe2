import { createChance } from '../simulate/chance.ts';
import { summarize } from './statistics.ts';
import { defaults, pricePerHour, simulate, type Arrival, type Parameters } from './warm-slots.ts';

const hour = 3600;
const day = 24 * hour;
const monthDays = 365 / 12;
const p95Quantile = 1.645;

export interface Traffic {
  name: string;
  days: number;
  arrivals: (days: number, random: () => number) => number[];
}

export const traffics: Traffic[] = [
  // Two years: a month has too few runs for a 95th percentile.
  { name: '5 a day, in bursts, 9 to 17 h', days: 730, arrivals: bursts },
  { name: '20 an hour, day and night', days: 60, arrivals: (days, random) => steady(20, days, random) },
  { name: '120 an hour, day and night', days: 30, arrivals: (days, random) => steady(120, days, random) },
];
export const sizes = [0, 1, 2, 4, 8];

export interface Row {
  traffic: string;
  warmSlots: number;
  medianSeconds: number;
  p95Seconds: number;
  warmShare: number;
  x86PerMonth: number;
  armPerMonth: number;
}

/** One row per traffic and number of warm slots; runs are the same in all rows of a traffic. */
export function measureWarmSlots(parameters: Omit<Parameters, 'warmSlots'> = defaults): Row[] {
  return traffics.flatMap((traffic) => {
    const arrivals = arrivalsOf(traffic, parameters);
    return sizes.map((warmSlots) => {
      const outcome = simulate({ ...parameters, warmSlots }, arrivals, traffic.days * day);
      const waits = summarize(outcome.waits);
      const hoursPerMonth = (outcome.containerSeconds / hour / traffic.days) * monthDays;
      return {
        traffic: traffic.name,
        warmSlots,
        medianSeconds: waits.median,
        p95Seconds: waits.p95,
        warmShare: outcome.claims.length / arrivals.length,
        x86PerMonth: hoursPerMonth * pricePerHour.x86,
        armPerMonth: hoursPerMonth * pricePerHour.arm,
      };
    });
  });
}

export function arrivalsOf(traffic: Traffic, parameters: Omit<Parameters, 'warmSlots'>): Arrival[] {
  const random = createChance(parameters.seed + 1);
  const { median, p95 } = parameters.runSeconds;
  const spread = Math.log(p95 / median) / p95Quantile;
  return traffic
    .arrivals(traffic.days, random)
    .toSorted((a, b) => a - b)
    .map((at) => ({ at, keeps: median * Math.exp(spread * normal(random)), luck: random() }));
}

/** Markdown, for the deployment guide. */
export function renderWarmSlots(rows: Row[]): string {
  const lines = rows.map(
    (row) =>
      `| ${row.traffic} | ${row.warmSlots} | ${row.medianSeconds.toFixed(1)} s | ${row.p95Seconds.toFixed(1)} s | ` +
      `${Math.round(100 * row.warmShare)} % | ${dollars(row.x86PerMonth)} | ${dollars(row.armPerMonth)} |`,
  );
  const head = [
    '| runs | warmSlots | wait, median | wait, p95 | found one warm | x86 a month | ARM a month |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ];
  return `${[...head, ...lines].join('\n')}\n`;
}

const dollars = (amount: number): string => `$${amount.toFixed(amount < 10 ? 2 : 0)}`;

/** Poisson. */
function steady(perHour: number, days: number, random: () => number): number[] {
  const found: number[] = [];
  for (let at = gap(hour / perHour, random); at < days * day; at += gap(hour / perHour, random))
    found.push(at);
  return found;
}

/** Two sittings a working day on average, each of 2.5 runs, minutes apart: somebody asks, reads, asks on. */
function bursts(days: number, random: () => number): number[] {
  const sittingsPerDay = 2;
  const furtherRuns = 0.6;
  const pauseSeconds = 180;
  const found: number[] = [];
  for (let today = 0; today < days; today++) {
    for (
      let at = gap((8 * hour) / sittingsPerDay, random);
      at < 8 * hour;
      at += gap((8 * hour) / sittingsPerDay, random)
    ) {
      let next = today * day + 9 * hour + at;
      do {
        found.push(next);
        next += gap(pauseSeconds, random);
      } while (random() < furtherRuns);
    }
  }
  return found;
}

const gap = (mean: number, random: () => number): number => -mean * Math.log(1 - random());

/** Box and Muller's. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
