import { isPermanent } from '../errors.ts';
import type { StageTopology } from '../topology.ts';

export type Decision =
  | { do: 'acknowledge' }
  | { do: 'retry'; afterSeconds: number }
  /** Nobody looks at it again by itself; an alarm tells people. The run lives on by the sweep's looks. */
  | { do: 'deadLetter' };

export type LookResult = { ok: true } | { ok: false; error: unknown };

/**
 * What becomes of a message after a look, the same for both hosts.
 * @param receives how often this message was received, this time included
 */
export function decide(
  result: LookResult,
  receives: number,
  stage: Pick<StageTopology, 'receiveLimit' | 'retryDelaysSeconds'>,
): Decision {
  if (result.ok) return { do: 'acknowledge' };
  // What reaches here as permanent is the message itself: errors about the run have become its end.
  if (isPermanent(result.error) || receives >= stage.receiveLimit) return { do: 'deadLetter' };
  const delays = stage.retryDelaysSeconds;
  return { do: 'retry', afterSeconds: delays[Math.min(receives, delays.length) - 1] ?? 0 };
}
