import { progressSchema, type Progress } from '../../shared/run/document.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { Run } from '../../shared/run/run.ts';

/** A program may say anything about itself: it is words and a share, and short. */
const textLimit = 1_000;

/** The progress of the launch that runs now; null when nothing runs or nothing was said. */
export async function readProgress(store: ObjectStore, run: Run): Promise<Progress | null> {
  if (run.state !== 'running') return null;
  const launch = run.sandboxes.findLast((work) => work.attempt === run.attempt && work.state !== 'lost');
  if (launch === undefined) return null;
  const stored = await store.get(`${launch.prefix}progress.json`);
  if (stored === null) return null;
  try {
    const { fraction, text } = progressSchema.parse(JSON.parse(new TextDecoder().decode(stored.body)));
    return { fraction, text: text.slice(0, textLimit) };
  } catch {
    return null; // The program may write what it likes there; it harms only its own display.
  }
}
