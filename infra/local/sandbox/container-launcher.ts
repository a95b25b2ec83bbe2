import { spawn } from 'node:child_process';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { SlotLauncher } from '../../slots/launcher.ts';
import type { Logger } from '../../system/log.ts';
import {
  containerCommand,
  containerEnvironment,
  containerName,
  type ContainerSettings,
} from './container-command.ts';
import { callEngine, type Engine } from './engine.ts';
import { logExecutorEvent, readExecutor, type ExecutorEvent } from './executor-events.ts';

export interface ContainerLauncherOptions {
  /** This host's name: it launches nothing that an earlier one opened, for its signatures are void. */
  boot: string;
  settings: ContainerSettings;
  engine: () => Promise<Engine>;
  clock: Clock;
  log: Logger;
  onEvent: (slot: string, event: ExecutorEvent) => void;
  /** `failed`: it ended before it was ready, and nobody had stopped it; in the engine's words. */
  onExit: (slot: string, failed: string | null) => void;
}

interface Container {
  /** The engine's, that started it. */
  command: string;
  ready: boolean;
  stopping: boolean;
  /** A program ran and left no manifest. */
  lost: boolean;
  ended: { counted: boolean; reason: string } | null;
  gone: AbortController;
  /** Ends the engine's client, with or without its container. */
  killClient: () => void;
}

const killAgainSeconds = 0.5;
const closingSeconds = 10;
const rememberedContainers = 2_000;

/**
 * Starts slots as containers of this machine, one attached client of the engine each: its stdout brings the executor's
 * events, its exit the container's.
 */
export function createContainerLauncher(
  options: ContainerLauncherOptions,
): SlotLauncher & { close(): Promise<void> } {
  const { boot, settings, clock, log, onEvent, onExit } = options;
  const containers = new Map<string, Container>();
  const recipe = `${boot} ${settings.image}`;
  let closed = false;

  function finish(slot: string, container: Container, code: number | null, lastWords: string): void {
    if (container.ended !== null) return;
    const how = code === null ? 'could not be started' : `ended with code ${code}`;
    const reason = `the container ${how}${container.ready || lastWords === '' ? '' : `: ${lastWords}`}`;
    // Code 0 is the slot's own end, after its time or at the end of its work; before it is ready no program has begun.
    container.ended = { counted: container.ready && (code !== 0 || container.lost), reason };
    container.gone.abort();
    forgetOld();
    onExit(slot, container.ready || container.stopping ? null : reason);
  }

  function forgetOld(): void {
    for (const [slot, { ended }] of containers) {
      if (containers.size <= rememberedContainers) return;
      if (ended !== null) containers.delete(slot);
    }
  }

  /** The container may not be there yet: it is killed until its client says that it has ended. */
  async function kill(slot: string, container: Container): Promise<void> {
    if (container.stopping) return;
    container.stopping = true;
    while (container.ended === null) {
      await callEngine(container.command, ['kill', containerName(slot)]);
      await clock.sleep(killAgainSeconds, container.gone.signal);
    }
  }
  const killSoon = (slot: string, container: Container): void =>
    void kill(slot, container).catch((error: unknown) => {
      container.stopping = false; // the next stop tries again
      log.error('a container could not be killed', { stage: 'executor-dispatch', slot, error });
    });

  return {
    recipe: () => Promise.resolve(recipe),

    async launch(opening) {
      const { slot } = opening;
      const handle = `${opening.recipe.split(' ')[0]}/${slot}`;
      const engine = await options.engine();
      if (closed || opening.recipe !== recipe || containers.has(slot)) return handle;
      const child = spawn(engine.command, containerCommand(engine, opening, settings), {
        stdio: ['ignore', 'pipe', 'pipe'],
        // Ctrl-C is for the host, which ends its containers: the client would pass it on to the program.
        detached: true,
        env: { ...process.env, ...containerEnvironment(engine, opening, clock.now()) },
      });
      const container: Container = {
        command: engine.command,
        ready: false,
        stopping: false,
        lost: false,
        ended: null,
        gone: new AbortController(),
        killClient: () => void child.kill('SIGKILL'),
      };
      containers.set(slot, container);
      let lastWords = '';
      child.stderr.on('data', (data: Buffer) => (lastWords = lastLine(data) || lastWords));
      child.once('error', (error) => finish(slot, container, null, error.message));
      // "close" comes when its last words have been read, too.
      child.once('close', (code) => finish(slot, container, code ?? -1, lastWords));
      readExecutor(child, log, (event) => {
        logExecutorEvent(log, event);
        if (event.event === 'ready') container.ready = true;
        // Nothing was published and nothing will be; as long as it lives, its launch would seem to run.
        if (event.event === 'ended' && event.outcome === 'lost') {
          container.lost = true;
          killSoon(slot, container);
        }
        onEvent(slot, event);
      });
      return handle;
    },

    async inspect(handle) {
      const [host, slot = ''] = handle.split('/');
      if (host !== boot) return { status: 'ended', counted: false, reason: 'the host restarted' };
      const container = containers.get(slot);
      if (container === undefined) return { status: 'unknown' };
      return container.ended === null ? { status: 'running' } : { status: 'ended', ...container.ended };
    },

    async stop(slot, handle) {
      const container = containers.get(slot);
      // An earlier host's containers were removed when this one started.
      if (container === undefined)
        return handle === null || handle.startsWith(`${boot}/`) ? 'unknown' : 'ended';
      if (container.ended !== null) return 'ended';
      killSoon(slot, container);
      return 'stopping';
    },

    async close() {
      closed = true;
      const open = [...containers].filter(([, { ended }]) => ended === null);
      await Promise.all(
        open.map(async ([slot, container]) => {
          killSoon(slot, container);
          await clock.sleep(closingSeconds, container.gone.signal);
          if (container.ended === null) container.killClient();
        }),
      );
    },
  };
}

const lastLine = (data: Buffer): string => data.toString().trim().split('\n').at(-1)?.slice(0, 500) ?? '';
