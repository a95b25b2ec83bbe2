import type { Filter } from './filters.ts';

type Compare = Extract<Filter, { kind: 'compare' }>;

/**
 * "30代と40代" and "over 30 and under 20" put side by side what no row can be at once: whoever says so means something
 * else than both.
 */
export function contradict(filters: Filter[]): boolean {
  const compares = filters.filter((one): one is Compare => one.kind === 'compare');
  // "in March and May 2025" is two stretches, of which no day is in both.
  const parts = filters.flatMap((one) => (one.kind === 'part' ? one.part : []));
  if (parts.includes('month') && filters.some(({ kind }) => kind === 'period')) return true;
  if (new Set(parts).size < parts.length) return true;
  return compares.some((one) =>
    compares.some((other) => other !== one && other.of.column === one.of.column && excludes(one, other)),
  );
}

function excludes(one: Compare, other: Compare): boolean {
  if (one.comparison === '=') return !meets(one.value, other);
  const isLower = one.comparison === '>' || one.comparison === '>=';
  const isUpper = other.comparison === '<' || other.comparison === '<=';
  if (!isLower || !isUpper) return false;
  const isOpen = one.comparison === '>' || other.comparison === '<';
  return isOpen ? one.value >= other.value : one.value > other.value;
}

function meets(value: number, { comparison, value: limit }: Compare): boolean {
  switch (comparison) {
    case '=':
      return value === limit;
    case '<>':
      return value !== limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
  }
}
