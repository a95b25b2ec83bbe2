import type { Cell } from '../../shared/plan/dataset.ts';
import type { ResultTable, PublishedArtifact } from '../../shared/plan/result.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { Dataset, Evidence } from './gather.ts';
import { publish } from './publish.ts';
import { toCsv } from './csv.ts';

/** The tables of the answer and the files that hold all their rows. */
export async function collectTables(
  store: ObjectStore,
  evidence: Evidence,
): Promise<{ tables: ResultTable[]; artifacts: PublishedArtifact[] }> {
  if (evidence.manifest !== null) {
    const tables = evidence.manifest.tables.map(({ name, columns, rows, rowCount, file, csv }) => ({
      name,
      columns,
      rows,
      rowCount,
      artifact: csv ?? file ?? '',
    }));
    return { tables, artifacts: [] };
  }
  const published = await Promise.all(
    evidence.datasets.map((dataset) => publishDataset(store, evidence, dataset)),
  );
  return {
    tables: published.map(({ table }) => table),
    artifacts: published.flatMap(({ artifacts }) => artifacts),
  };
}

/** A preview's text that goes on in the file. */
const isCut = (cell: Cell): boolean => typeof cell === 'string' && cell.length > 10_000;

async function publishDataset(store: ObjectStore, evidence: Evidence, { query, extract, parquet }: Dataset) {
  const { columns, rows, rowCount } = extract;
  const whole: PublishedArtifact = {
    name: `${query.name}.parquet`,
    kind: 'table',
    mediaType: 'application/vnd.apache.parquet',
    bytes: extract.bytes,
    sha256: extract.sha256,
    title: null,
    key: parquet.key,
    version: parquet.version,
  };
  // The preview is all of a small result: as CSV it opens everywhere.
  const csv =
    rows.length === rowCount && !rows.some((row) => row.some(isCut))
      ? [
          await publish(store, evidence.run, {
            name: `${query.name}.csv`,
            kind: 'table',
            mediaType: 'text/csv',
            body: toCsv(columns, rows),
          }),
        ]
      : [];
  const table: ResultTable = {
    name: query.name,
    columns,
    rows,
    rowCount,
    artifact: csv[0]?.name ?? whole.name,
  };
  return { table, artifacts: [...csv, whole] };
}
