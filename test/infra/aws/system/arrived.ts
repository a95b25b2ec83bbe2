import type { System } from './system.ts';

/** The run is over before its webhook is called; a call that died with its caller is made again after its lease of a minute. */
export async function arrived(system: System, runId: string): Promise<void> {
  for (let tries = 0; tries < 1_800; tries++) {
    if (system.webhooks.some(({ body }) => body.includes(runId))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the webhook of ${runId} never arrived`);
}
