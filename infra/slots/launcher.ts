import { z } from 'zod';
import type { StopOutcome } from '../../shared/ports/long-work.ts';
import type { SandboxState } from '../../shared/ports/sandbox.ts';

/** Every parameter of a launch. It is stored before the launch: a replay, even after a deploy, sends the same. */
export const slotOpeningSchema = z.strictObject({
  version: z.literal(1),
  slot: z.string(),
  /** Signed GET of the slot's first assignment, valid until `expiresAt`. */
  mailbox: z.url(),
  /** From then on the slot takes no assignment. */
  expiresAt: z.iso.datetime(),
  /** What the launcher was set to launch, in its own words: a task definition's revision, an image. */
  recipe: z.string(),
});
export type SlotOpening = z.infer<typeof slotOpeningSchema>;

/** Starts and ends containers. One container serves one slot. */
export interface SlotLauncher {
  /** What a launch would use now. Waiting slots of another recipe are replaced. */
  recipe(): Promise<string>;
  /** Launches the slot's container and resolves with its handle. The same slot never has a second container. */
  launch(opening: SlotOpening): Promise<string>;
  /** `unknown` is "not yet, or no longer": a service may show a launch only later. */
  inspect(handle: string): Promise<SandboxState>;
  /** Kills the slot's container; without a handle whatever can be found that was launched for the slot. */
  stop(slot: string, handle: string | null): Promise<StopOutcome>;
}
