import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { KaisekiError } from '../../shared/errors.ts';
import type { RunDocument } from '../../shared/run/document.ts';
import type { TerminalStatus } from '../../shared/run/run.ts';
import { ApiError, createClient, hasEnded, type Client } from '../client/client.ts';
import { readArguments, type AskOptions } from './arguments.ts';
import { withHost } from './host-session.ts';
import { listenForInterrupt } from './interrupt.ts';
import { saveResults } from './results.ts';
import { describeRun } from './show.ts';
import { createStatusLine, harmless } from './terminal.ts';

const exitCodes: Record<TerminalStatus, number> = { succeeded: 0, clarified: 3, failed: 1, cancelled: 130 };
const closingSeconds = 5;

async function main(): Promise<number> {
  const options = readArguments(process.argv.slice(2));
  if ('help' in options) {
    (options.wrong ? process.stderr : process.stdout).write(options.help);
    return options.wrong ? 2 : 0;
  }
  const interrupt = listenForInterrupt();
  // The key makes the post repeatable: the same run, whichever host answers.
  const key = randomUUID();
  return withHost(options, async (session) => {
    if (interrupt.signal.aborted) return exitCodes.cancelled;
    const client = createClient(session.url);
    const run = await follow(client, options, key, interrupt.signal);
    // What comes after the end (the completion event, a webhook's first try) is this process's business, too.
    if (session.own) await untilClosed(client, run.id);
    const saved = await saveResults(client, run, options.results);
    interrupt.ignore();
    process.stdout.write(options.json ? `${JSON.stringify(run)}\n` : describeRun(run, saved));
    return exitCodes[run.status as TerminalStatus];
  });
}

/** Posts the prompt and shows how the run gets on; `interrupt` cancels it, however early it comes. */
async function follow(
  client: Client,
  options: AskOptions,
  key: string,
  interrupt: AbortSignal,
): Promise<RunDocument> {
  const request = {
    prompt: options.prompt,
    ...(options.parent !== null && { parentRunId: options.parent }),
    ...(options.timeout !== null && { limits: { runSeconds: options.timeout } }),
  };
  const run = await client.post(request, key);
  const cancel = () => void client.cancel(run.id).catch(() => process.exit(exitCodes.cancelled));
  interrupt.addEventListener('abort', cancel);
  if (interrupt.aborted) cancel();
  const over = new AbortController();
  const shown = showProgress(client, run.id, over.signal);
  try {
    return await client.ended(run.id);
  } finally {
    over.abort();
    await shown;
    interrupt.removeEventListener('abort', cancel);
  }
}

async function showProgress(client: Client, runId: string, signal: AbortSignal): Promise<void> {
  const line = createStatusLine(process.stderr);
  if (!process.stderr.isTTY) return;
  const started = performance.now();
  while (!signal.aborted) {
    const run = await client.read(runId).catch(() => null);
    if (run !== null && !hasEnded(run)) {
      const { fraction, text } = run.progress;
      const share = fraction === null ? '' : ` ${Math.round(fraction * 100)}%`;
      line.show(
        harmless(
          `${run.status}${share}${text === '' ? '' : ` · ${text}`} · ${Math.round((performance.now() - started) / 1000)} s`,
        ),
      );
    }
    await delay(250, undefined, { signal }).catch(() => undefined);
  }
  line.clear();
}

async function untilClosed(client: Client, runId: string): Promise<void> {
  const until = performance.now() + closingSeconds * 1000;
  while (performance.now() < until && !(await client.closed(runId))) await delay(20);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof KaisekiError || error instanceof ApiError)) throw error;
  process.stderr.write(`${harmless(error.message)}\n`);
  process.exitCode = 1;
}
