import type { EventOf } from '../run/events.ts';
import { KaisekiError } from '../errors.ts';
import type { Trouble } from './trouble.ts';

/** `run.failed` for an error that will not go away. */
export function failedBy(stage: string, error: unknown): EventOf<'run.failed'> {
  const known = error instanceof KaisekiError;
  return {
    type: 'run.failed',
    stage,
    problem: {
      code: known ? error.code : 'internal',
      title: known ? 'The run could not go on' : 'Kaiseki made a mistake',
      detail: error instanceof Error ? error.message : String(error),
    },
  };
}

/** `run.failed` for a run whose time is over, with the last trouble it had. */
export function deadlinePassed(stage: string, trouble: Trouble | null): EventOf<'run.failed'> {
  const why =
    trouble === null ? '' : ` The last trouble, in ${trouble.stage}: ${trouble.message.replace(/\.$/, '')}.`;
  return {
    type: 'run.failed',
    stage,
    problem: {
      code: 'deadline',
      title: 'The run took too long',
      detail: `Its deadline passed.${why} Ask again, with a larger limits.runSeconds if it needs more time.`,
    },
  };
}
