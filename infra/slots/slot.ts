import { RetryableError } from '../../shared/errors.ts';
import type { StopOutcome } from '../../shared/ports/long-work.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { slotClaimKey, slotKey } from '../../shared/run/keys.ts';
import { launchedKey, openingKey, overKey } from './keys.ts';
import { slotOpeningSchema, type SlotLauncher, type SlotOpening } from './launcher.ts';

/** Whoever claims a slot decides what its mailbox gets. No run has a name like this one. */
const recycler = '(recycled)';

/** A handle that is none: the slot was over before anybody was launched for it. */
export const neverLaunched = 'never';

/**
 * What can happen to one slot. All of it may be repeated, by anybody, after a crash at any line.
 *
 *   opening ─ launch ─► launched          by start (cold) or refill (warm)
 *   claim = run         ─► mailbox/1 = assignment, written by executor-dispatch
 *   claim = (recycled)  ─► mailbox/1 = end, written here; the one conditional write on `claim` decides which
 *   over                ─► never launched from now on
 *
 * Stop and launch cannot miss each other: a launcher writes `launched` and then reads `over`, who stops writes `over` and
 * then reads `launched`; so at least one of the two sees what the other did, and kills the container.
 */
export function createSlots(store: ObjectStore, launcher: SlotLauncher) {
  const read = async (key: string): Promise<string | null> => {
    const stored = await store.get(key);
    return stored === null ? null : new TextDecoder().decode(stored.body);
  };
  const claimantOf = (slot: string): Promise<string | null> => read(slotClaimKey(slot));

  /** The first opening that anybody wrote for the slot. */
  async function openingOf(slot: string, expiresAt: Date, now: Date): Promise<SlotOpening> {
    const known = await read(openingKey(slot));
    if (known !== null) return slotOpeningSchema.parse(JSON.parse(known));
    const expiresInSeconds = Math.max(1, Math.ceil((expiresAt.getTime() - now.getTime()) / 1000));
    const opening: SlotOpening = {
      version: 1,
      slot,
      mailbox: await store.signGet(slotKey(slot, 1), { expiresInSeconds }),
      expiresAt: expiresAt.toISOString(),
      recipe: await launcher.recipe(),
    };
    const put = await store.put(openingKey(slot), JSON.stringify(opening), {
      ifNoneMatch: '*',
      contentType: 'application/json',
    });
    if (put.written) return opening;
    const first = await read(openingKey(slot));
    if (first === null) throw new RetryableError(`the slot ${slot} is being opened by another`);
    return slotOpeningSchema.parse(JSON.parse(first));
  }

  return {
    claimantOf,
    handleOf: (slot: string): Promise<string | null> => read(launchedKey(slot)),
    isRecycled: (claimant: string | null): boolean => claimant === recycler,

    /** Sees to it that the slot has its container. */
    async launch(slot: string, expiresAt: Date, now: Date): Promise<string> {
      const launched = await read(launchedKey(slot));
      if (launched !== null) return launched;
      const opening = await openingOf(slot, expiresAt, now);
      // A service remembers what it launched for a slot a little longer than the slot lives: after that a replay is a second one.
      if (now.getTime() >= Date.parse(opening.expiresAt)) return neverLaunched;
      if ((await read(overKey(slot))) !== null) return neverLaunched;
      const handle = await launcher.launch(opening);
      await store.put(launchedKey(slot), handle);
      if ((await read(overKey(slot))) !== null) await launcher.stop(slot, handle);
      return handle;
    },

    /** Whether the slot can still serve a run: nobody saw its container end, and it is what would be launched now. */
    async isFit(slot: string): Promise<boolean> {
      const opening = await read(openingKey(slot));
      if (
        opening !== null &&
        slotOpeningSchema.parse(JSON.parse(opening)).recipe !== (await launcher.recipe())
      )
        return false;
      const handle = await read(launchedKey(slot));
      return handle === null || (await launcher.inspect(handle)).status !== 'ended';
    },

    /** Claims the slot for nobody and tells it to end. A run that claimed it first keeps it. */
    async recycle(slot: string): Promise<void> {
      const claim = await store.put(slotClaimKey(slot), recycler, { ifNoneMatch: '*' });
      if (!claim.written && (await claimantOf(slot)) !== recycler) return;
      await store.put(overKey(slot), '');
      await store.put(slotKey(slot, 1), JSON.stringify({ version: 1, slot, assignment: 1, end: true }), {
        ifNoneMatch: '*',
        contentType: 'application/json',
      });
    },

    /** Kills whatever was launched for the slot; nothing is launched for it any more. */
    async stop(slot: string): Promise<StopOutcome> {
      await store.put(overKey(slot), '');
      const handle = await read(launchedKey(slot));
      // Nothing is launched before its opening is written, and nothing that is opened from now on is launched.
      if (handle === null && (await read(openingKey(slot))) === null) return 'ended';
      return launcher.stop(slot, handle);
    },
  };
}
