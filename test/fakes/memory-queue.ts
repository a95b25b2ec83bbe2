import { lookSchema, wholeDelay, type Look, type Queue } from '../../shared/ports/queue.ts';
import { queuedStages } from '../../shared/topology.ts';

export interface SentLook {
  stage: string;
  look: Look;
  delaySeconds: number;
}

/** Keeps what was sent until a test takes it. */
export function createMemoryQueue(): Queue & { sent: SentLook[]; take(): SentLook | undefined } {
  const sent: SentLook[] = [];
  return {
    sent,
    take: () => sent.shift(),
    async send(stage, look, options = {}) {
      if (!(queuedStages as string[]).includes(stage)) throw new TypeError(`no stage has the queue ${stage}`);
      sent.push({ stage, look: lookSchema.parse(look), delaySeconds: wholeDelay(options.delaySeconds) });
    },
  };
}
