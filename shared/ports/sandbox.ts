import type { StopOutcome } from './long-work.ts';

/**
 * Where programs run. A slot is what waits for work: a container on Fargate, a waiting child on one machine.
 * Work reaches it through its mailbox in the object store (`slots/<slot>/<n>`), results come back as objects, so this
 * port only sees to it that somebody serves the slot.
 */
export interface Sandbox {
  /** Why programs cannot run here and exactly what to install, or null when they can. */
  refusal(): Promise<string | null>;
  /** Picks a slot, warm if there is one, without any effect; null when all places are taken: wait, a hint will come. */
  reserve(request: { runId: string; deadline: Date }): Promise<SlotReservation | null>;
  /**
   * Sees to it that `slot` is served until the run's deadline; its mailbox holds the assignment already. The same token
   * never starts twice. Resolves with a handle that `inspect` understands.
   */
  start(launch: SandboxLaunch): Promise<string>;
  inspect(handle: string): Promise<SandboxState>;
  /** Kills what runs under the token and gives up the slot that was claimed for it, whether it was started or not. */
  stop(launch: Pick<SandboxLaunch, 'token' | 'runId' | 'slot'>): Promise<StopOutcome>;
}

export interface SlotReservation {
  slot: string;
  /** False: nobody waits there yet, `start` will launch somebody. */
  warm: boolean;
}

export interface SandboxLaunch extends SlotReservation {
  token: string;
  runId: string;
  /** Number of the mailbox message that holds this launch's assignment: 1 unless the slot served an attempt before. */
  assignment: number;
  deadline: Date;
}

export type SandboxState =
  | { status: 'running' }
  /** Seen to have ended. `counted: false`: it died with its host, which is nobody's try. */
  | { status: 'ended'; counted: boolean; reason: string }
  | { status: 'unknown' };
