import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../../infra/local/database.ts';
import { schema } from '../../../../infra/local/schema.ts';
import { openFileArea } from '../../../../infra/local/store/file-area.ts';
import { createLocalStore } from '../../../../infra/local/store/sqlite-store.ts';
import { createUrlSigner } from '../../../../infra/local/store/url-signer.ts';
import { systemClock } from '../../../../infra/system/clock.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';
import { objectStoreContract } from '../../../contract/object-store.contract.ts';

objectStoreContract('SQLite and files', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kaiseki-store-'));
  const database = openDatabase(join(directory, 'db'), schema);
  const files = await openFileArea(directory);
  const signer = createUrlSigner(() => 'http://127.0.0.1:1');
  const store = createLocalStore({ database, files, signer, clock: systemClock, onWrite: () => undefined });
  const close = async () => {
    await database.close();
    await rm(directory, { recursive: true });
  };
  return { store, close };
});

objectStoreContract('memory (test double)', async () => ({
  store: createMemoryStore(),
  close: async () => undefined,
}));
