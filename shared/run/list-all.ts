import type { Listing, ListOptions, ObjectStore } from '../ports/object-store.ts';

const pageLimit = 1_000;

/** Every object below a prefix, after the key `after` if there is one, however many pages that takes. */
export async function listAll(
  store: Pick<ObjectStore, 'list'>,
  prefix: string,
  options: Omit<ListOptions, 'limit'> = {},
): Promise<Listing> {
  const objects: Listing['objects'] = [];
  for (let from = options; ;) {
    const page = await store.list(prefix, from);
    objects.push(...page.objects);
    const after = page.objects.at(-1)?.key;
    if (after === undefined || page.objects.length < pageLimit) return { objects, storeTime: page.storeTime };
    from = { ...options, after };
  }
}
