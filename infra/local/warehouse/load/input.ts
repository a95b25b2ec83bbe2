import type { DuckDBConnection } from '@duckdb/node-api';
import { hiddenColumns, strangeTables } from '../../../../shared/catalog/semantics/apply.ts';
import type { Catalog, Table } from '../../../../shared/plan/catalog.ts';
import { completeCatalog, ofSemantics } from '../../../catalog/complete.ts';
import { readGuidance, semanticsFile } from '../../../catalog/guidance.ts';
import { loadTable, tableNameOf } from '../../../tables/load-table.ts';
import { SourceProblem } from '../../../tables/problem.ts';
import { isTable, toGuidanceFile, type Source } from '../../../tables/sources.ts';
import { describeTable } from './statistics.ts';
import { trialsOf } from './trials.ts';

interface Order {
  /** Where copies may be written. */
  scratch: string;
  sources: Source[];
  /** Files that an earlier try died of. */
  refused: Catalog['problems'];
  onSource: (file: string) => void;
}

type Loaded = Omit<Catalog, 'dialect' | 'dataVersion'>;

/** The tables of the input folder, and what is known about them. */
export async function loadInput(connection: DuckDBConnection, order: Order): Promise<Loaded> {
  const { sources, refused, onSource } = order;
  if (sources.some(({ kind }) => kind === 'semantics')) onSource(semanticsFile);
  const { semantics, notes, problems } = await readGuidance(
    sources.flatMap((source) => toGuidanceFile(source) ?? []),
    refused.some(({ source }) => source === semanticsFile),
  );
  const found = [...refused, ...problems];
  if (semantics === null) return { tables: [], problems: found };
  const strange = strangeTables(semantics, tablesIn(sources, refused));
  found.push(...strange.mistakes.map(ofSemantics));
  if (strange.hides) return { tables: [], problems: found };

  const tables: Table[] = [];
  for (const source of sources.filter(isTable)) {
    onSource(source.file);
    const hidden = hiddenColumns(semantics, tableNameOf(source.file)).map(({ name }) => name);
    try {
      const before = tables.map(({ name }) => name);
      const name = await loadTable(connection, source, { before, scratch: order.scratch, hidden });
      tables.push(await describeTable(connection, name));
    } catch (error) {
      found.push(toProblem(source.file, error));
    }
  }
  return completeCatalog({ tables, semantics, notes, problems: found }, trialsOf(connection));
}

/** Names of the tables that the sources are, whatever becomes of them. */
const tablesIn = (sources: readonly Source[], refused: Catalog['problems']): string[] =>
  [...sources.filter(isTable).map(({ file }) => file), ...refused.map(({ source }) => source)].map(
    tableNameOf,
  );

const toProblem = (source: string, error: unknown): Catalog['problems'][number] => ({
  source,
  line: error instanceof SourceProblem ? error.line : null,
  text: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
});
