import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSnapshot } from '../../infra/local/warehouse/load/snapshot.ts';
import { listSources } from '../../infra/tables/sources.ts';
import { catalogSchema, type Catalog } from '../../shared/plan/catalog.ts';
import { sampleInput } from '../infra/local/host/kit.ts';

/** The catalog of the tables in `input/`, made as the host makes it. */
export async function readSampleCatalog(): Promise<Catalog> {
  const folder = await mkdtemp(join(tmpdir(), 'kaiseki-catalog-'));
  try {
    await writeSnapshot(folder, 'sample', await listSources(sampleInput));
    return catalogSchema.parse(JSON.parse(await readFile(join(folder, 'catalog.json'), 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
