import { lookSchema, type Look, type Queue } from '../../shared/ports/queue.ts';

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
      sent.push({ stage, look: lookSchema.parse(look), delaySeconds: options.delaySeconds ?? 0 });
    },
  };
}
