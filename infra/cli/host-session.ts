import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { InvalidInputError } from '../../shared/errors.ts';
import { discoverHost } from '../local/discovery.ts';
import { startHost } from '../local/host.ts';
import { createLogger } from '../system/log.ts';
import { preparePython } from '../local/prepare-python.ts';
import type { Programs } from '../local/sandbox/programs.ts';
import { chooseModels } from '../models/choose.ts';
import { saysSomething, type ModelOptions } from '../models/options.ts';
import { systemClock } from '../system/clock.ts';
import { StateInUseError } from '../local/state-directory.ts';

export interface AskedHost {
  state: string;
  input: string | null;
  programs: Programs | null;
  models: ModelOptions;
}

export interface HostSession {
  url: string;
  /** True: the host lives in this process and goes with it. */
  own: boolean;
  close(): Promise<void>;
}

const defaultInput = 'input';

/** How long another process may take between taking the state folder and listening, or letting it go. */
const patienceMilliseconds = 60_000;

/** The host that listens on the state folder, or one inside this process. */
export async function openHostSession(options: AskedHost): Promise<HostSession> {
  const until = performance.now() + patienceMilliseconds;
  for (;;) {
    try {
      return (await findHost(options)) ?? (await startOwnHost(options));
    } catch (error) {
      if (!(error instanceof StateInUseError) || performance.now() > until) throw error;
      await delay(200);
    }
  }
}

/**
 * Does `work` with a host. One that lives in another process may end in the middle of it, when its own work is done;
 * then `work` begins again with the next: it must be able to be repeated.
 */
export async function withHost<T>(
  options: AskedHost,
  work: (session: HostSession) => Promise<T>,
): Promise<T> {
  for (;;) {
    const session = await openHostSession(options);
    try {
      return await work(session);
    } catch (error) {
      if (session.own || !isLostConnection(error)) throw error;
    } finally {
      await session.close();
    }
  }
}

/** What fetch throws when nobody answers, or stops in the middle of an answer. */
const isLostConnection = (error: unknown): boolean => error instanceof TypeError && error.cause !== undefined;

async function findHost({ state, input, programs, models }: AskedHost): Promise<HostSession | null> {
  const found = await discoverHost(state);
  if (found === null) return null;
  if (input !== null && resolve(input) !== resolve(found.inputDirectory)) {
    throw new InvalidInputError(
      `The host that uses ${resolve(state)} reads ${resolve(found.inputDirectory)}: leave --input out, or give --state another folder`,
    );
  }
  if (programs !== null && programs.mode !== found.programs) {
    throw new InvalidInputError(
      `The host that uses ${resolve(state)} runs programs with --programs ${found.programs}: leave the option out, or end that host first`,
    );
  }
  if (saysSomething(models)) {
    throw new InvalidInputError(
      `The host that uses ${resolve(state)} has its own model settings: leave --model, --planner and --model-sees out, or end that host first`,
    );
  }
  return { url: found.url, own: false, close: async () => undefined };
}

async function startOwnHost({ state, input, programs, models }: AskedHost): Promise<HostSession> {
  const host = await startHost({
    stateDirectory: state,
    inputDirectory: input ?? defaultInput,
    port: 0,
    preparePython,
    ...(programs !== null && { programs }),
    models: await chooseModels(models, {
      environment: process.env,
      clock: systemClock,
      say: (sentence) => process.stderr.write(`${sentence}\n`),
    }),
    log: createLogger((line) => process.stderr.write(line), 'error'),
  });
  return { url: host.url, own: true, close: () => host.close() };
}
