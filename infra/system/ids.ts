import { randomBytes } from 'node:crypto';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Ids } from '../../shared/ports/ids.ts';

/** 9 characters of time and 16 of chance (80 bits), in base 36: later ids sort later. */
export const randomIds = (clock: Clock): Ids => ({
  next: () => clock.now().getTime().toString(36).padStart(9, '0') + chance(16),
});

function chance(length: number): string {
  const value = BigInt(`0x${randomBytes(16).toString('hex')}`);
  return value.toString(36).padStart(25, '0').slice(-length);
}
