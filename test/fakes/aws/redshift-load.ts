import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';

export interface CopyOptions {
  /** The role that the workgroup may use, and what it reads from S3 with. */
  role: string;
  read: (url: string) => Promise<Uint8Array>;
  /** Database users to whom something can be granted. */
  users: readonly string[];
}

interface Manifest {
  entries: { url: string; mandatory: boolean; meta?: { content_length?: number } }[];
}

/**
 * What loads tables, with the semantics of the documentation: names are small letters
 * (https://docs.aws.amazon.com/redshift/latest/dg/r_names.html), a text is refused where it is wider than its column, and COPY
 * from Parquet takes columns by place, each of the column's type, from files whose lengths the manifest tells
 * (https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-columnar.html,
 * https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html).
 */
export function createLoading(connection: DuckDBConnection, folder: string, options: CopyOptions) {
  /** DuckDB knows no widths of texts: by column of `"schema"."table"`, in order; null where it is no text. */
  const widths = new Map<string, (number | null)[]>();
  const small = (sql: string) => sql.replaceAll(/"(?:[^"]|"")*"/g, (name) => name.toLowerCase());
  const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRows();

  async function copy(sql: string): Promise<void> {
    const [, table = '', url = '', role = ''] =
      /^COPY (\S+) FROM '([^']+)' IAM_ROLE '([^']+)' FORMAT AS PARQUET MANIFEST$/.exec(small(sql)) ?? [];
    if (role !== options.role) throw new Error(`User is not authorized to assume IAM Role "${role}"`);
    const manifest = JSON.parse(new TextDecoder().decode(await options.read(url))) as Manifest;
    for (const { url: from, meta } of manifest.entries) {
      const body = await options.read(from);
      if (meta?.content_length !== body.length)
        throw new Error(`Manifest file has a wrong content_length for ${from}`);
      const path = join(folder, `${randomUUID()}.parquet`);
      await writeFile(path, body);
      await refuseOthers(table, path);
      await connection.run(`INSERT INTO ${table} SELECT * FROM '${path}'`);
    }
  }

  async function refuseOthers(table: string, path: string): Promise<void> {
    const found = await rowsOf(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '${path}')`);
    const wanted = await rowsOf(`SELECT column_type FROM (DESCRIBE SELECT * FROM ${table})`);
    if (found.length !== wanted.length)
      throw new Error(
        `Unmatched number of columns between table and file: ${wanted.length}, ${found.length}`,
      );
    for (const [i, [name, type]] of found.entries()) {
      if (type !== wanted[i]?.[0])
        throw new Error(`Spectrum Scan Error: column ${String(name)} has an incompatible Parquet schema`);
      const width = widths.get(table)?.[i] ?? null;
      if (width === null) continue;
      const [[longest] = []] = await rowsOf(`SELECT max(strlen("${String(name)}")) FROM '${path}'`);
      if (Number(longest) > width)
        throw new Error(`Spectrum Scan Error: the length of the data column ${String(name)} is longer`);
    }
  }

  async function create(sql: string): Promise<void> {
    const [, statement = '', table = '', columns = ''] =
      /^(CREATE TABLE (\S+) \((.*)\)) DISTSTYLE AUTO(?: SORTKEY \("[^)]*"\))?$/.exec(small(sql)) ?? [];
    await connection.run(statement);
    const texts = columns.split(/, (?=")/).map((column) => /VARCHAR\((\d+)\)$/.exec(column)?.[1]);
    widths.set(
      table,
      texts.map((width) => (width === undefined ? null : Number(width))),
    );
  }

  function grant(sql: string): void {
    const [, user = ''] = /^GRANT SELECT ON \S+ TO "([^"]+)"$/.exec(sql) ?? [];
    if (!options.users.includes(user)) throw new Error(`user "${user}" does not exist`);
  }

  /** @returns whether it is a statement of loading; then it has been carried out */
  return async (sql: string): Promise<boolean> => {
    if (/^COPY /i.test(sql)) await copy(sql);
    else if (/^CREATE TABLE /i.test(sql)) await create(sql);
    else if (/^GRANT /i.test(sql)) grant(sql);
    else if (/^(DROP|ALTER) TABLE /i.test(sql)) await connection.run(small(sql));
    else return false;
    return true;
  };
}
