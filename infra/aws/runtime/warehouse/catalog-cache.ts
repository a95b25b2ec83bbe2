import { catalogSchema, type Catalog } from '../../../../shared/plan/catalog.ts';
import type { Clock } from '../../../../shared/ports/clock.ts';
import type { ObjectStore } from '../../../../shared/ports/object-store.ts';
import { sha256 } from '../../../../shared/run/keys.ts';

export interface CatalogCacheOptions {
  store: Pick<ObjectStore, 'get' | 'put'>;
  clock: Clock;
  /** What the catalog is of: other words, another catalog. */
  source: unknown;
  /** Minutes of work for hundreds of tables. */
  read: () => Promise<Catalog>;
  maxAgeSeconds: number;
}

/** How long a process believes what it has read from the store. */
const remembersSeconds = 30;

/**
 * The catalog of a warehouse that changes without telling: `catalog/<hash of the source>`, at most `maxAgeSeconds` old by
 * the store's clock. When it is older one process reads it anew, who wins `catalog/<hash>/<period>`, and the others go on
 * with the old one; without an old one everybody reads.
 *
 * Its age is also how long the same SQL is taken to give the same rows.
 */
export function createCatalogCache({ store, clock, source, read, maxAgeSeconds }: CatalogCacheOptions) {
  const key = `catalog/${sha256(JSON.stringify(source)).slice(0, 32)}`;
  let seen: { catalog: Catalog; at: number } | null = null;
  let reading: Promise<Catalog> | null = null;

  async function current(): Promise<Catalog> {
    const stored = await store.get(key);
    if (stored === null) return readAnew();
    const ageSeconds = (stored.storeTime.getTime() - stored.lastModified.getTime()) / 1000;
    const known = catalogSchema.safeParse(JSON.parse(new TextDecoder().decode(stored.body)));
    // Of an earlier version of this code.
    if (!known.success) return readAnew();
    if (ageSeconds <= maxAgeSeconds) return known.data;
    const period = Math.floor(stored.storeTime.getTime() / 1000 / maxAgeSeconds);
    const claim = await store.put(`${key}/${period}`, '', { ifNoneMatch: '*' });
    return claim.written ? readAnew() : known.data;
  }

  async function readAnew(): Promise<Catalog> {
    const catalog = await read();
    await store.put(key, JSON.stringify(catalog), { contentType: 'application/json' });
    return catalog;
  }

  return async (): Promise<Catalog> => {
    const now = clock.now().getTime();
    if (seen !== null && now - seen.at < remembersSeconds * 1000) return seen.catalog;
    reading ??= current().finally(() => (reading = null));
    const catalog = await reading;
    seen = { catalog, at: now };
    return catalog;
  };
}
