import { manifestSchema, type Manifest } from '../../shared/plan/manifest.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { getRef } from '../../shared/run/refs.ts';
import type { Attempt } from '../../shared/run/run.ts';

/**
 * Whose fault a failure is: the program raised, the SQL was wrong, something took more than a limit allows, or the
 * reporter's checks rejected what came out.
 */
export type Fault = 'program' | 'sql' | 'limit' | 'answer';

/** What is known of a failed attempt. Texts may hold cells of the data. */
export interface Evidence {
  fault: Fault;
  /** Where it happened: no program ran when there is no manifest. */
  where: 'SQL' | 'program' | 'answer';
  error: string;
  /** The exception's class. */
  type: string | null;
  /** Of the program, from 1. */
  line: number | null;
  traceback: string;
  stdout: Manifest['stdout'];
  stderr: Manifest['stderr'];
}

const silence: Manifest['stdout'] = { head: '', tail: '', bytes: 0 };

export function faultOf({ outcome, class: failureClass }: Attempt): Fault {
  if (outcome === 'rejected') return 'answer';
  switch (failureClass) {
    case 'sql':
      return 'sql';
    case 'memory':
    case 'time':
    case 'disk':
    case 'processes':
    case 'output':
      return 'limit';
    case 'program':
    case 'input':
    case 'stopped':
    case null:
      return 'program';
  }
}

export async function readEvidence(store: ObjectStore, attempt: Attempt): Promise<Evidence> {
  const manifest = attempt.manifest === null ? null : await getRef(store, attempt.manifest, manifestSchema);
  const fault = faultOf(attempt);
  const failure = manifest?.failure ?? null;
  return {
    fault,
    where: fault === 'answer' ? 'answer' : manifest !== null || attempt.class === 'input' ? 'program' : 'SQL',
    error: attempt.error ?? 'no reason is known',
    type: failure?.type ?? null,
    line: failure?.line ?? null,
    traceback: failure?.traceback ?? '',
    stdout: manifest?.stdout ?? silence,
    stderr: manifest?.stderr ?? silence,
  };
}
