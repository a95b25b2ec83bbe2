import { sweep } from '../../../../services/sweep/sweep.ts';
import { createRoot, once } from '../root.ts';
import { createSandbox } from '../sandbox/create.ts';

const root = createRoot('sweep', process.env);
const sandbox = once(() => createSandbox(root));

/** Once a minute: what was forgotten, and containers that should be waiting. Neither keeps the other from its turn. */
export async function handler(): Promise<void> {
  const { log, count } = root;
  try {
    for (const { runId, error } of await sweep(root.ports)) {
      log.error('a run could not be swept', { stage: 'sweep', runId, error });
      count('runsNotSwept');
    }
  } finally {
    await (await sandbox()).refill();
  }
}
