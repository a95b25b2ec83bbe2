import type { Listing, ObjectStore } from '../ports/object-store.ts';

const pageLimit = 1_000;

/** Every object below a prefix, after the key `after` if there is one, however many pages that takes. */
export async function listAll(store: ObjectStore, prefix: string, after?: string): Promise<Listing> {
  const objects: Listing['objects'] = [];
  for (let from = after; ;) {
    const page = await store.list(prefix, from === undefined ? {} : { after: from });
    objects.push(...page.objects);
    from = page.objects.at(-1)?.key;
    if (from === undefined || page.objects.length < pageLimit) return { objects, storeTime: page.storeTime };
  }
}
