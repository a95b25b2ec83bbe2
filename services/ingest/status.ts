import { PermanentError } from '../../shared/errors.ts';
import type { StatusWord } from '../../shared/run/document.ts';
import type { Run } from '../../shared/run/run.ts';

/** A run's status in one word, for people: what is being done, or how it ended. */
export function statusOf(run: Run): StatusWord {
  if (run.terminal !== null) return run.terminal.status;
  switch (run.state) {
    case 'accepted':
      return run.seq === 1 ? 'accepted' : 'planning';
    case 'planned':
    case 'extracting':
    case 'running':
      return 'executing';
    case 'attemptFailed':
      return 'repairing';
    case 'executed':
      return 'reporting';
    case 'ending':
    case 'notifying':
    case 'closed':
    case 'deleted':
    case 'abandoned':
      throw new PermanentError(`run ${run.id} is ${run.state} without a terminal status`);
  }
}
