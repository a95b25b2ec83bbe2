import type { Ids } from '../../shared/ports/ids.ts';

/** r1, r2, r3 … padded, so that later ids sort later. */
export function createCountingIds(prefix = 'r'): Ids {
  let count = 0;
  return { next: () => `${prefix}${String(++count).padStart(6, '0')}` };
}
