export interface Statistics {
  median: number;
  p95: number;
  n: number;
}

/** Of samples in any unit; the 95th percentile is the nearest rank. */
export function summarize(samples: number[]): Statistics {
  const sorted = samples.toSorted((a, b) => a - b);
  const rank = (share: number): number =>
    sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return { median: round(rank(0.5)), p95: round(rank(0.95)), n: sorted.length };
}

/** Four significant digits: no measurement here is worth more. */
export const round = (value: number): number => Number(value.toPrecision(4));

/** Milliseconds of `work`, one call after the other. */
export async function time(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    await work();
    samples.push(performance.now() - started);
  }
  return samples;
}

/** Completions per second of `count` calls, `concurrency` at a time. */
export async function throughput(
  count: number,
  concurrency: number,
  work: () => Promise<unknown>,
): Promise<number> {
  let left = count;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left-- > 0) await work();
    }),
  );
  return round(count / ((performance.now() - started) / 1000));
}
