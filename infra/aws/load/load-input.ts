import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hiddenColumns, strangeTables } from '../../../shared/catalog/semantics/apply.ts';
import type { Semantics } from '../../../shared/catalog/semantics/parse.ts';
import { InvalidInputError } from '../../../shared/errors.ts';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import { sha256 } from '../../../shared/run/keys.ts';
import { readLoadRecord, writeLoadRecord, type LoadRecord } from './record.ts';
import { readGuidance, semanticsFile } from '../../catalog/guidance.ts';
import { tableNameOf } from '../../tables/load-table.ts';
import { SourceProblem } from '../../tables/problem.ts';
import { isTable, listSources, toGuidanceFile, versionOf, type Source } from '../../tables/sources.ts';
import { prepareTable } from './prepare-table.ts';
import type { LoadTarget } from './target.ts';
import { removeUpload, uploadTable } from './upload.ts';
import { carryWords } from './words.ts';
import type { LoadWarehouse } from './warehouse.ts';

export interface LoadOptions {
  input: string;
  target: Pick<LoadTarget, 'bucket' | 'schema'>;
  store: Pick<ObjectStore, 'get' | 'put' | 'list' | 'delete'>;
  warehouse: LoadWarehouse;
  /** An empty folder for files on their way. */
  scratch: string;
  /** Loads what is unchanged, too. */
  force: boolean;
  /** A line about what happens. */
  say: (line: string) => void;
}

type LoadedTable = LoadRecord['tables'][number];

/** How tables are made: a new rule loads the same files anew. */
const rules = 'rules 1';

/**
 * Brings the tables of a folder into the warehouse, and what their owner says about them to where the catalog reads it. A
 * table whose contents are as they were is left alone. Order: words, then each table and the record of it; so a column is
 * hidden before it is there, and the record's id stands for what can be read.
 * @returns how many files could not be loaded; their tables stay as they were
 */
export async function loadInput(options: LoadOptions): Promise<number> {
  const { input, target, store, warehouse, say } = options;
  const sources = await listSources(input).catch((error: unknown) => {
    throw new InvalidInputError(
      `The folder ${input} cannot be read: name another with --input`,
      {},
      { cause: error },
    );
  });
  const words = sources.filter((source) => !isTable(source));
  const { semantics, problems } = await readGuidance(words.flatMap((source) => toGuidanceFile(source) ?? []));
  for (const { source, line, text } of problems) say(`${place(source, line)}: ${text}`);
  if (semantics === null || problems.length > 0) return problems.length;
  const named = namesOf(sources.filter(isTable), say);
  const strange = strangeTables(semantics, [...named.tables.keys()]);
  for (const { line, text } of strange.mistakes) say(`${place(semanticsFile, line)}: ${text}`);
  if (strange.hides) return strange.mistakes.length;

  await carryWords(store, words);
  const before = (await readLoadRecord(store))?.tables.filter(({ schema }) => schema === target.schema) ?? [];
  const present = await warehouse.tables();
  const tables = new Map(
    before
      .filter(({ name }) => named.tables.has(name) && present.has(name.toLowerCase()))
      .map((one) => [one.name, one]),
  );
  const wordsVersion = await versionOf(words);
  const keepRecord = async (): Promise<string> => {
    const sorted = [...tables.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const loadId = sha256(JSON.stringify([sorted, wordsVersion])).slice(0, 24);
    await writeLoadRecord(store, { loadId, tables: sorted });
    return loadId;
  };
  let broken = named.broken;
  for (const [name, source] of named.tables) {
    const known = tables.get(name) ?? null;
    const loaded = await loadOne(options, source, semantics, known);
    if (loaded === null) broken++;
    else if (loaded !== known) {
      tables.set(name, loaded);
      // After each, since the next one may end this process.
      await keepRecord();
    }
  }
  for (const { name } of before.filter((one) => !named.tables.has(one.name)))
    say(
      `${name}: no longer in ${input}, and still in the warehouse. DROP TABLE "${target.schema}"."${name}" removes it`,
    );
  say(`load ${await keepRecord()}: ${tables.size} tables in ${target.schema}`);
  return broken;
}

/** By their tables' names. Of two files for one table neither is taken: which one is meant nobody can tell. */
function namesOf(
  sources: readonly Source[],
  say: LoadOptions['say'],
): { tables: Map<string, Source>; broken: number } {
  const keyOf = ({ file }: Source) => tableNameOf(file).toLowerCase();
  const tables = new Map<string, Source>();
  let broken = 0;
  for (const source of sources) {
    const others = sources.filter((one) => one !== source && keyOf(one) === keyOf(source));
    if (others.length === 0) {
      tables.set(tableNameOf(source.file), source);
      continue;
    }
    say(`${source.file}: ${others[0]?.file} has the same name as a table: rename one of the files`);
    broken++;
  }
  return { tables, broken };
}

/** @returns null when the file cannot become a table */
async function loadOne(
  { target, store, warehouse, scratch, force, say }: LoadOptions,
  source: Source,
  semantics: Semantics,
  known: LoadedTable | null,
): Promise<LoadedTable | null> {
  const name = tableNameOf(source.file);
  const hidden = hiddenColumns(semantics, name).map((column) => column.name);
  const { schema, bucket } = target;
  const contents = [rules, schema, await versionOf([source]), hidden];
  const hash = sha256(JSON.stringify(contents)).slice(0, 24);
  if (known?.hash === hash && !force) {
    say(`${name}: unchanged`);
    return known;
  }
  const directory = join(scratch, hash);
  await mkdir(directory);
  try {
    say(`${name}: reading ${source.file}`);
    const table = await prepareTable(source, directory, hidden);
    const { manifestUrl, bytes } =
      table.files.length === 0
        ? { manifestUrl: null, bytes: 0 }
        : await uploadTable(store, bucket, hash, table.files);
    say(
      `${name}: ${table.rowCount.toLocaleString('en-US')} rows, ${table.columns.length} columns; ${Math.ceil(bytes / 1e3).toLocaleString('en-US')} kB in s3://${bucket}; loading`,
    );
    await warehouse.replace(table, { hash, manifestUrl });
    if (known !== null && known.hash !== hash) await removeUpload(store, known.hash);
    say(`${name}: loaded`);
    return { schema, name, hash };
  } catch (error) {
    if (!(error instanceof SourceProblem)) throw error;
    say(
      `${place(source.file, error.line)}: ${error.message}${known === null ? '' : '. The table stays as it was'}`,
    );
    return null;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const place = (source: string, line: number | null): string =>
  line === null ? source : `${source}, line ${line}`;
