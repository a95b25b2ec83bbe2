import type { Ids } from '../../shared/ports/ids.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { listAll } from '../../shared/run/list-all.ts';
import { parseWaitingKey, servingKey, servingPrefix, waitingKey, waitingPrefix } from './keys.ts';

/** A place of the pool and the generation of slots it has come to. */
export interface Place {
  place: number;
  generation: number;
  openedAt: Date;
}

export interface Places {
  /** The newest generation of every place. */
  current: Place[];
  /** Generations that have a successor. */
  earlier: Place[];
  now: Date;
}

/** What waits and what serves, as objects: one listing each. */
export function createPlaces(store: ObjectStore, ids: Ids) {
  return {
    async list(): Promise<Places> {
      const { objects, storeTime } = await listAll(store, waitingPrefix);
      const all = objects.flatMap(({ key, lastModified }) => {
        const parsed = parseWaitingKey(key);
        return parsed === null ? [] : [{ ...parsed, openedAt: lastModified }];
      });
      const isCurrent = ({ place }: Place, at: number): boolean => all[at + 1]?.place !== place;
      return {
        current: all.filter(isCurrent),
        earlier: all.filter((one, at) => !isCurrent(one, at)),
        now: storeTime,
      };
    },

    /** The slot of a generation; null when another has removed it. */
    async slotOf({ place, generation }: Pick<Place, 'place' | 'generation'>): Promise<string | null> {
      const stored = await store.get(waitingKey(place, generation));
      return stored === null ? null : new TextDecoder().decode(stored.body);
    },

    /** Puts a fresh slot into the place, unless another has. */
    async fill(place: number, generation: number): Promise<{ slot: string; openedAt: Date } | null> {
      const slot = ids.next();
      const put = await store.put(waitingKey(place, generation), slot, { ifNoneMatch: '*' });
      return put.written ? { slot, openedAt: put.storeTime } : null;
    },

    forget: ({ place, generation }: Place): Promise<void> => store.delete(waitingKey(place, generation)),

    serving: async () => (await listAll(store, servingPrefix)).objects,
    /** @returns the store's time */
    markServing: async (slot: string): Promise<Date> => (await store.put(servingKey(slot), '')).storeTime,
    unmarkServing: (slot: string): Promise<void> => store.delete(servingKey(slot)),
  };
}
