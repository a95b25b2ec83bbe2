import { PermanentError } from '../../../../shared/errors.ts';
import type { FailureClass } from '../../../../shared/ports/long-work.ts';
import type { ExtractState } from '../../../../shared/ports/warehouse.ts';
import type { Statement } from './statements.ts';

/** "Not found" and "no permission" of UNLOAD's role: another try ends the same way. */
const wrongRole = /not authorized to assume|AssumeRole|S3ServiceException:(?:Access ?Denied|.*,Status 403)/i;

/**
 * What is nobody's mistake, and may not happen again: Redshift's own errors, a connection that broke, a workgroup that
 * starts or is resized, a load at the same time. "Error messages" of SYS_QUERY_HISTORY and "Troubleshooting queries" in the
 * Database Developer Guide.
 */
const passes =
  /internal error|connection|is not available|is paused|resum|resiz|restart|serializable isolation|concurrent transaction|S3ServiceException|slow ?down|could not start|session is closed/i;

const classes: [RegExp, FailureClass][] = [
  [/out of memory|insufficient memory|memory exhausted/i, 'memory'],
  [/disk full|no space|temp.* exceed/i, 'disk'],
  [/statement timeout|query monitoring rule|cancell?ed (?:by|on)|aborted by/i, 'time'],
  [/result.*(?:exceed|larger than).*(?:limit|MB)/i, 'output'],
];

/** A statement that Redshift did not finish: the SQL's fault, a limit, or nobody's. */
export function failureOf({ error, elapsedSeconds }: Statement, seconds: number): ExtractState {
  const message = firstLine(error);
  // Names are the user's words.
  const words = message.replace(/"[^"]*"/g, '""');
  const late = {
    status: 'failed',
    class: 'time',
    message: `The query took longer than ${seconds} s`,
  } as const;
  if (elapsedSeconds >= seconds && (message === '' || /cancell?ed|timeout|abort/i.test(words))) return late;
  if (wrongRole.test(words))
    throw new PermanentError(
      `Redshift could not write the result: ${message}. KAISEKI_UNLOAD_ROLE must be a role of the workgroup or cluster that may write to the bucket; the Pulumi program makes one.`,
    );
  const known = classes.find(([said]) => said.test(words))?.[1];
  if (known === undefined && passes.test(words)) return { status: 'ended', counted: true, reason: message };
  return { status: 'failed', class: known ?? 'sql', message };
}

export const firstLine = (text: string): string => text.split('\n', 1)[0]?.trim().slice(0, 1_000) ?? '';
