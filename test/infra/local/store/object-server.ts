import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNotices } from '../../../../infra/local/changes.ts';
import { openDatabase } from '../../../../infra/local/database.ts';
import { schema } from '../../../../infra/local/schema.ts';
import { listen } from '../../../../infra/local/server.ts';
import { openFileArea } from '../../../../infra/local/store/file-area.ts';
import { createObjectRoutes } from '../../../../infra/local/store/object-routes.ts';
import { createLocalStore } from '../../../../infra/local/store/sqlite-store.ts';
import { createUrlSigner } from '../../../../infra/local/store/url-signer.ts';
import type { Clock } from '../../../../shared/ports/clock.ts';

/** The local store behind its signed URLs, on a port of its own, with nothing else of the host. */
export async function startObjectServer(clock: Clock) {
  const directory = await mkdtemp(join(tmpdir(), 'kaiseki-objects-'));
  const database = openDatabase(join(directory, 'db'), schema);
  const files = await openFileArea(directory);
  const notices = createNotices();
  let url = '';
  const signer = createUrlSigner(() => url);
  const store = createLocalStore({ database, files, signer, clock, onWrite: notices.notify });
  const routes = createObjectRoutes({ store, files, signer, clock, waitForKey: notices.wait });
  const server = await listen(0, () => new Response('the API'), routes);
  url = server.url;
  return {
    store,
    server,
    directory,
    async close() {
      await server.close();
      await database.close();
      await rm(directory, { recursive: true });
    },
  };
}
