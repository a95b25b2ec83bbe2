import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withRetries } from '../../../../infra/models/retry.ts';
import { systemClock } from '../../../../infra/system/clock.ts';
import { createLogger } from '../../../../infra/system/log.ts';
import type { HostOptions } from '../../../../infra/local/host.ts';
import type { ModelSettings } from '../../../../shared/model/settings.ts';
import type { LanguageModel } from '../../../../shared/ports/language-model.ts';
import { startHttpModel, type HttpReply, type Received } from '../../../fakes/http-model.ts';
import type { ModelService } from '../../../fakes/model-services.ts';
import { say } from '../../../services/planner/model/harness.ts';
import { startTestHost, type TestHost } from './kit.ts';

/** A whole host whose model is a server on this machine, and what went over the wire. */
export interface ModelHost extends TestHost {
  /** What the server answers from now on, request by request; a string is a completion. One that is left out hangs. */
  script(replies: (string | HttpReply)[]): void;
  /** Since the last script. */
  received: Received[];
  /** The next request, once it is there. */
  nextRequest(): Promise<Received>;
  /** Every line of the host's log. */
  logged: string[];
}

/** Retries wait for nothing here: they are the policy's own test's. */
const retrying = (model: LanguageModel): LanguageModel =>
  withRetries(model, { clock: systemClock, random: () => 0 });

export async function startModelHost(
  service: ModelService,
  options: Partial<HostOptions> & Partial<Pick<ModelSettings, 'sees' | 'planner'>> = {},
): Promise<ModelHost> {
  const { sees = 'statistics', planner = 'model', ...rest } = options;
  let replies: (string | HttpReply)[] = [];
  const received: Received[] = [];
  const waiting: ((request: Received) => void)[] = [];
  const server = await startHttpModel((request) => {
    received.push(request);
    waiting.shift()?.(request);
    const reply = replies.shift() ?? { hangs: 'at once' };
    return typeof reply === 'string' ? service.says(reply) : reply;
  }, service.version);
  const logged: string[] = [];
  const host = await startTestHost({
    log: createLogger((line) => logged.push(line), 'info'),
    models: { model: retrying(service.create(server.url)), planner, sees },
    ...rest,
  });
  return {
    ...host,
    received,
    logged,
    script(next) {
      replies = [...next];
      received.length = 0;
    },
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    async destroy() {
      await host.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

const fence = '```';
export const pythonFence = (...lines: string[]): string => `${fence}python\n${lines.join('\n')}\n${fence}`;

/** A repair that changes what is given. */
export const repairOf = (
  changes: Partial<Record<'diagnosis' | 'queries' | 'program' | 'answer', string>>,
): string =>
  say({
    reasoning: 'The error says it.',
    diagnosis: 'The first try was mended.',
    queries: '',
    program: '',
    answer: '',
    ...changes,
  });

/** The last words of what the model was sent, whatever the protocol around them. */
export const textOf = (request: Received | undefined): string => {
  const { messages = [] } = JSON.parse(request?.text ?? '{}') as {
    messages?: { content: string | { text?: string }[] }[];
  };
  const content = messages.at(-1)?.content ?? '';
  return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('');
};

/** Every byte that is kept under a folder, file by file; a byte is a character. */
export async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
  );
}
