import { RetryableError } from '../../../../shared/errors.ts';
import type { Clock } from '../../../../shared/ports/clock.ts';

/** Resolves when one more call may be made. @throws RetryableError when too many wait already */
export type Admission = () => Promise<void>;

/**
 * A token bucket of this process: at most `perSecond` calls a second, as many at once after a quiet second. The account's
 * quota is shared by every function and whoever else uses it, so a bucket only keeps one process from taking it all; what
 * is throttled nevertheless comes back as a RetryableError.
 */
export function createAdmission({
  perSecond,
  longestWaitSeconds,
  clock,
}: {
  perSecond: number;
  longestWaitSeconds: number;
  clock: Clock;
}): Admission {
  let left = perSecond;
  let counted = clock.now().getTime();
  return async () => {
    const now = clock.now().getTime();
    left = Math.min(perSecond, left + ((now - counted) / 1000) * perSecond);
    counted = now;
    const waitSeconds = (1 - left) / perSecond;
    if (waitSeconds > longestWaitSeconds)
      throw new RetryableError('more statements wait for Redshift here than may be sent within seconds');
    left--;
    if (waitSeconds > 0) await clock.sleep(waitSeconds);
  };
}
