import { extname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  describeBy,
  hiddenColumns,
  hiddenNames,
  strangeTables,
} from '../../../../shared/catalog/semantics/apply.ts';
import type { Mistake } from '../../../../shared/catalog/semantics/mistakes.ts';
import type { Semantics } from '../../../../shared/catalog/semantics/parse.ts';
import { createScrub, scrubCatalog } from '../../../../shared/catalog/semantics/scrub.ts';
import type { Catalog, Table } from '../../../../shared/plan/catalog.ts';
import { readGuidance } from '../semantics/read.ts';
import { verifyExamples } from '../semantics/verify.ts';
import { loadCsv } from './csv.ts';
import { cleanName } from './header.ts';
import { findLinks } from './links.ts';
import { loadParquet } from './parquet.ts';
import { SourceProblem } from './problem.ts';
import { isTable, semanticsFile, type Source } from './sources.ts';
import { describeTable } from './statistics.ts';

interface Order {
  /** Where copies may be written. */
  scratch: string;
  sources: Source[];
  /** Files that an earlier try died of. */
  refused: Catalog['problems'];
  onSource: (file: string) => void;
}

type Loaded = Pick<Catalog, 'tables' | 'links' | 'examples' | 'notes' | 'problems'>;

/** The tables of the input folder, and what is known about them. */
export async function loadInput(connection: DuckDBConnection, order: Order): Promise<Loaded> {
  const { sources, refused, onSource } = order;
  if (sources.some(({ kind }) => kind === 'semantics')) onSource(semanticsFile);
  const { semantics, notes, problems } = await readGuidance(
    sources.filter((source) => !isTable(source)),
    refused,
  );
  const found = [...refused, ...problems];
  if (semantics === null) return { tables: [], problems: found };
  const strange = strangeTables(semantics, tablesIn(sources, refused));
  found.push(...strange.mistakes.map(ofSemantics));
  if (strange.hides) return { tables: [], problems: found };

  const tables: Table[] = [];
  for (const source of sources.filter(isTable)) {
    onSource(source.file);
    const hidden = hiddenColumns(semantics, nameOf(source.file)).map(({ name }) => name);
    try {
      const table = await loadSource(connection, source, { before: tables, scratch: order.scratch, hidden });
      const described = describeBy(semantics, table);
      tables.push(described.table);
      found.push(...described.mistakes.map(ofSemantics));
    } catch (error) {
      found.push(toProblem(source.file, error));
    }
  }
  const links = await findLinks(connection, tables);
  const verified = await verifyExamples(
    connection,
    semantics,
    tables.map(({ name }) => name),
  );
  found.push(...verified.problems);
  return scrubHidden(semantics, { tables, links, notes, examples: verified.examples, problems: found });
}

/** Names of the tables that the sources are, whatever becomes of them. */
const tablesIn = (sources: readonly Source[], refused: Catalog['problems']): string[] =>
  [...sources.filter(isTable).map(({ file }) => file), ...refused.map(({ source }) => source)].map(nameOf);

const nameOf = (file: string): string => cleanName(file.slice(0, -extname(file).length)).trim();

const ofSemantics = ({ line, text }: Mistake) => ({ source: semanticsFile, line, text });

const toProblem = (source: string, error: unknown): Catalog['problems'][number] => ({
  source,
  line: error instanceof SourceProblem ? error.line : null,
  text: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
});

/** Texts of people and of DuckDB may name what is hidden. */
function scrubHidden(semantics: Semantics, loaded: Loaded): Loaded {
  const visible = loaded.tables.flatMap(({ name, columns }) => [
    name,
    ...columns.map((column) => column.name),
  ]);
  return scrubCatalog(loaded, createScrub(hiddenNames(semantics), visible));
}

async function loadSource(
  connection: DuckDBConnection,
  source: Source,
  options: { before: readonly Table[]; scratch: string; hidden: readonly string[] },
): Promise<Table> {
  const { before, scratch, hidden } = options;
  const name = nameOf(source.file);
  if (name === '') throw new SourceProblem('its name leaves nothing to call the table by');
  if (before.some((table) => table.name.toLowerCase() === name.toLowerCase()))
    throw new SourceProblem(`there is a table ${name} already: rename one of the files`);
  if (!source.isFile) throw new SourceProblem('it is no file');
  if (source.bytes === 0) throw new SourceProblem('it is empty', 1);
  if (source.kind === 'csv') await loadCsv(connection, name, source.path, join(scratch, 'utf8.csv'), hidden);
  else await loadParquet(connection, name, source.path, hidden);
  return describeTable(connection, name);
}
