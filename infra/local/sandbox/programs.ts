import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidInputError } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Ids } from '../../../shared/ports/ids.ts';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import type { Sandbox } from '../../../shared/ports/sandbox.ts';
import type { Logger } from '../../system/log.ts';
import { createContainerSandbox } from './container-sandbox.ts';
import { startExecutorProcess } from './executor-process.ts';
import { createLocalSandbox, type PreparePython } from './local-sandbox.ts';

/** Where programs run: beside the host, in the jail's own namespaces; or in containers, for where there are none. */
export type Programs = { mode: 'jail' } | { mode: 'container'; engine: string | null; image: string };

export const programModes = ['jail', 'container'] as const;
export type ProgramMode = (typeof programModes)[number];

/**
 * What `--programs` means, with the engine and the image that `npm run image` uses, too.
 * @throws InvalidInputError for a word that is neither
 */
export function readPrograms(mode: string, environment: NodeJS.ProcessEnv): Programs {
  if (mode === 'jail') return { mode };
  if (mode !== 'container') throw new InvalidInputError(`--programs takes jail or container, not ${mode}`);
  return {
    mode,
    engine: environment['KAISEKI_CONTAINER_ENGINE'] || null,
    image: environment['KAISEKI_IMAGE'] || 'kaiseki-executor:local',
  };
}

export interface ProgramSandboxOptions {
  programs: Programs;
  statePath: string;
  store: ObjectStore;
  ids: Ids;
  clock: Clock;
  log: Logger;
  capacity: number;
  /** Programs are expected: something waits for them. */
  warm: boolean;
  preparePython: PreparePython;
  onHint: (runId: string) => void;
}

/** The host's sandbox; `refill` is for its sweep. */
export type HostSandbox = Sandbox & { warm(): void; refill(): Promise<void>; close(): Promise<void> };

/** What the containers of one state folder are known by. */
export const labelOf = (statePath: string): string =>
  `kaiseki.state=${createHash('sha256').update(statePath).digest('hex').slice(0, 16)}`;

const executorImage = fileURLToPath(new URL('../../../executor-image', import.meta.url));

export function createProgramSandbox(options: ProgramSandboxOptions): HostSandbox {
  const { programs, log } = options;
  if (programs.mode === 'jail')
    return createLocalSandbox({
      ...options,
      startExecutor: (handlers) => startExecutorProcess({ ...handlers, packages: executorImage, log }),
    });
  return createContainerSandbox({
    ...options,
    warmSlots: options.warm ? 1 : 0,
    engine: programs.engine,
    container: {
      image: programs.image,
      label: labelOf(options.statePath),
      seccompProfile: join(executorImage, 'seccomp.json'),
    },
  });
}
