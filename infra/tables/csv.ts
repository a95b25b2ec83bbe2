import type { DuckDBConnection } from '@duckdb/node-api';
import { identifier, literal, pathLiteral, rowOf } from './sql-text.ts';
import { toUtf8, withLineFeeds } from './decode.ts';
import { readHeader } from './header.ts';
import { visibleColumns } from './hidden.ts';
import { SourceProblem } from './problem.ts';

const mostColumns = 2_000;

/**
 * Loads a CSV, but for its hidden columns, as a table of text first, where every line must have as many fields as the header, and then gives each
 * column the narrowest type that all its values have. DuckDB's own detection would guess from a sample, and give up
 * on broken files without a line number.
 */
export async function loadCsv(
  connection: DuckDBConnection,
  table: string,
  path: string,
  scratch: string,
  hidden: readonly string[] = [],
): Promise<void> {
  const text = await toUtf8(path, scratch);
  const { delimiter, columns } = await readHeader(text);
  if (columns.length > mostColumns)
    throw new SourceProblem(`it has ${columns.length} columns; a table has at most ${mostColumns}`, 1);
  const visible = visibleColumns(columns, hidden);
  const raw = identifier(`${table} as text`);
  const fields = columns.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ');
  const read = (file: string) =>
    connection.run(
      `create temp table ${raw} as select ${visible.map(identifier).join(', ')} from read_csv(${pathLiteral(file)}, auto_detect = false, header = true,
        delim = ${literal(delimiter)}, quote = '"', escape = '"', columns = {${fields}}, nullstr = '', strict_mode = true,
        max_line_size = 16000000)`,
    );
  try {
    await read(text).catch(async (error: unknown) => {
      // Lines that end in different ways, as in files that were put together from others.
      if (!String(error).includes('state machine')) throw error;
      await read(await withLineFeeds(text, `${scratch}.lines`));
    });
    const known = delimiter === ';' ? [...plainTypes, decimalComma] : plainTypes;
    const types = await typesOf(connection, raw, visible, known);
    const casts = visible.map((name, i) => `${types[i]?.convert(identifier(name))} as ${identifier(name)}`);
    await connection.run(`create table ${identifier(table)} as select ${casts.join(', ')} from ${raw}`);
  } catch (error) {
    throw explain(error);
  } finally {
    await connection.run(`drop table if exists ${raw}`);
  }
}

interface ColumnType {
  /** SQL that is true for a text that is a value of this type. */
  fits: (column: string) => string;
  convert: (column: string) => string;
}

const dashed = (column: string) => `replace(${column}, '/', '-')`;
const date = String.raw`\d{4}[-/]\d{1,2}[-/]\d{1,2}`;
const time = String.raw`[ T]\d{1,2}:\d{2}(:\d{2}([.]\d{1,9})?)?`;

const typeFor = (pattern: string, type: string, source = (column: string) => column): ColumnType => ({
  fits: (column) =>
    `regexp_full_match(${column}, '${pattern}') and try_cast(${source(column)} as ${type}) is not null`,
  convert: (column) => `cast(${source(column)} as ${type})`,
});

/**
 * 0,5 and 1.234,50: where commas separate no fields they are decimal ones. A column that has 1.234 throughout is read as
 * it is anywhere else, since nothing in it says otherwise.
 */
const decimalComma = typeFor(
  String.raw`[+-]?(0|[1-9]\d{0,17}|[1-9]\d{0,2}([.]\d{3}){1,5})(,\d+)?`,
  'double',
  (column) => `replace(replace(${column}, '.', ''), ',', '.')`,
);

/** Narrowest first. Digits with leading zeros are codes, not numbers; more than 18 digits are kept as text. */
const plainTypes: ColumnType[] = [
  typeFor(String.raw`[+-]?(0|[1-9]\d{0,17})`, 'bigint'),
  typeFor(String.raw`[+-]?((0|[1-9]\d{0,17})?[.]\d*|0|[1-9]\d{0,17})([eE][+-]?\d{1,3})?`, 'double'),
  typeFor('(?i)true|false', 'boolean'),
  typeFor(date, 'date', dashed),
  typeFor(date + time, 'timestamp', dashed),
  typeFor(`${date}${time}(Z|[+-]\\d{2}(:?\\d{2})?)`, 'timestamptz', dashed),
];
const text: ColumnType = { fits: () => 'true', convert: (column) => column };

/** DuckDB's time for one statement grows faster than its columns: 300 at once took 15 s, 20 at a time 1.1 s. */
const columnsAtOnce = 20;

/** A column without any value is text. */
async function typesOf(
  connection: DuckDBConnection,
  raw: string,
  columns: string[],
  types: ColumnType[],
): Promise<ColumnType[]> {
  const found: ColumnType[] = [];
  for (let from = 0; from < columns.length; from += columnsAtOnce) {
    const some = columns.slice(from, from + columnsAtOnce).map(identifier);
    const tests = some.flatMap((name) =>
      types.map((type) => `bool_and(${type.fits(name)}) filter (${name} is not null)`),
    );
    const row = await rowOf(connection, `select ${tests.join(', ')} from ${raw}`);
    found.push(...some.map((_, i) => types.find((_type, k) => row[i * types.length + k] === true) ?? text));
  }
  return found;
}

/** DuckDB's words, without its advice and the line's content. */
function explain(error: unknown): unknown {
  const message = error instanceof Error ? error.message : '';
  const line = /CSV Error on Line: (\d+)/.exec(message);
  if (line === null) return error;
  const at = Number(line[1]);
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (counts !== null)
    return new SourceProblem(`it has ${counts[2]} fields where the header has ${counts[1]}`, at);
  if (message.includes('unterminated quote')) return new SourceProblem('a quotation is not closed', at);
  const reason = message
    .split('\n')
    .find((one) => one !== '' && !/^(?:Invalid Input Error|Original Line)/.test(one));
  return new SourceProblem(`it is not CSV: ${reason ?? 'no reason is known'}`, at);
}
