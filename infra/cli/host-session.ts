import { resolve } from 'node:path';
import { InvalidInputError } from '../../shared/errors.ts';
import { discoverHost } from '../local/discovery.ts';
import { startHost } from '../local/host.ts';
import { createLogger } from '../local/log.ts';
import { preparePython } from '../local/prepare-python.ts';

export interface HostSession {
  url: string;
  /** True: the host lives in this process and goes with it. */
  own: boolean;
  close(): Promise<void>;
}

const defaultInput = 'input';

/** The host that listens on the state folder, or one inside this process. */
export async function openHostSession(options: {
  state: string;
  input: string | null;
}): Promise<HostSession> {
  const found = await discoverHost(options.state);
  if (found !== null) {
    if (options.input !== null && resolve(options.input) !== resolve(found.inputDirectory)) {
      throw new InvalidInputError(
        `The host that uses ${resolve(options.state)} reads ${resolve(found.inputDirectory)}: leave --input out, or give --state another folder`,
      );
    }
    return { url: found.url, own: false, close: async () => undefined };
  }
  const host = await startHost({
    stateDirectory: options.state,
    inputDirectory: options.input ?? defaultInput,
    port: 0,
    preparePython,
    log: createLogger((line) => process.stderr.write(line), 'error'),
  });
  return { url: host.url, own: true, close: () => host.close() };
}
