/**
 * The process in which queries run, one at a time. DuckDB has no statement timeout, ignores its memory limit in places
 * (range(500000000) took 20.9 GB of 0.4) and may not react to interrupt for minutes: what overruns is killed with its
 * process, by its own watch or by the host.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance, StatementType, type DuckDBConnection } from '@duckdb/node-api';
import type { Extract } from '../../../shared/plan/dataset.ts';
import type { FailureClass } from '../../../shared/ports/long-work.ts';
import { shorten } from '../../extracts/shorten.ts';
import { toCell } from './cells.ts';
import type { WorkerAnswer, WorkerRequest, WorkerSettings } from './query-protocol.ts';
import { literal } from '../../tables/sql-text.ts';

const previewRows = 100;
const watchMilliseconds = 25;
/** What Node, DuckDB itself and the allocator hold beyond DuckDB's own limit. */
const overheadBytes = 400 * 2 ** 20;

/** Every setting before the lock: afterwards no statement can change one. */
async function openLocked({
  database,
  scratch,
  memoryBytes,
  spillBytes,
  threads,
}: WorkerSettings): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(database, {
    access_mode: 'READ_ONLY',
    temp_directory: `${scratch}/spill`,
    max_temp_directory_size: `${Math.floor(spillBytes / 2 ** 20)}MiB`,
    memory_limit: `${Math.floor(memoryBytes / 2 ** 20)}MiB`,
    threads: String(threads),
    autoload_known_extensions: 'false',
    autoinstall_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
    allow_persistent_secrets: 'false',
    preserve_insertion_order: 'true',
  });
  const connection = await instance.connect();
  await connection.run(`set allowed_directories = [${literal(scratch)}]`);
  await connection.run('set enable_external_access = false');
  await connection.run('set lock_configuration = true');
  return connection;
}

async function answer(connection: DuckDBConnection, request: WorkerRequest): Promise<WorkerAnswer> {
  try {
    await requireSelect(connection, request.sql);
    if (request.kind === 'extract') return await extract(connection, request);
    await connection.run(`explain ${request.sql}`);
    return { kind: 'explained', problem: null };
  } catch (error) {
    const message = firstLine(error);
    if (request.kind === 'explain') return { kind: 'explained', problem: message };
    return {
      kind: 'failed',
      class: /^Out of Memory/i.test(message) ? 'memory' : 'sql',
      message,
      fatal: false,
    };
  }
}

/** The second lock beside the guard: DuckDB itself must see one SELECT. */
async function requireSelect(connection: DuckDBConnection, sql: string): Promise<void> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw new Error('only a single statement is allowed');
  const prepared = await statements.prepare(0);
  const { statementType } = prepared;
  prepared.destroySync();
  if (statementType !== StatementType.SELECT) throw new Error('only SELECT is allowed');
}

async function extract(connection: DuckDBConnection, request: RequestOf<'extract'>): Promise<WorkerAnswer> {
  const watch = setInterval(() => {
    void stat(request.parquet).then(
      ({ size }) => {
        if (size > request.maxBytes) giveUp('output', tooMuchText(`more than ${request.maxBytes} bytes`));
      },
      () => undefined,
    );
  }, watchMilliseconds);
  try {
    const written = await connection.runAndReadAll(
      `copy (${request.sql}) to ${literal(request.parquet)} (format parquet)`,
    );
    const rowCount = Number(written.getRows()[0]?.[0] ?? 0);
    const { size: bytes } = await stat(request.parquet);
    if (rowCount > request.maxRows) return tooMuch(`more than ${request.maxRows} rows`);
    if (bytes > request.maxBytes) return tooMuch(`more than ${request.maxBytes} bytes`);
    return {
      kind: 'extracted',
      extract: {
        ...(await preview(connection, request.parquet)),
        rowCount,
        bytes,
        sha256: await hashOf(request.parquet),
      },
    };
  } finally {
    clearInterval(watch);
  }
}

const tooMuch = (what: string): WorkerAnswer => ({
  kind: 'failed',
  class: 'output',
  message: tooMuchText(what),
  fatal: false,
});
const tooMuchText = (what: string): string =>
  `The query gives ${what}, and no more are allowed: aggregate, filter or take a sample`;

type RequestOf<K extends WorkerRequest['kind']> = WorkerRequest & { kind: K };

async function preview(
  connection: DuckDBConnection,
  parquet: string,
): Promise<Pick<Extract, 'columns' | 'rows'>> {
  const reader = await connection.runAndReadAll(
    `select * from read_parquet(${literal(parquet)}) limit ${previewRows}`,
  );
  const types = reader.columnTypes();
  return {
    columns: reader.columnNames().map((name, i) => ({ name, type: String(types[i]) })),
    rows: shorten(reader.getRows().map((row) => row.map(toCell))),
  };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 1_000) ?? '';

let givenUp = false;

/**
 * Last words: what DuckDB is at cannot be stopped but with its process. The host kills it when it has heard them; words
 * sent on the way out would get lost.
 */
function giveUp(failure: FailureClass, message: string): void {
  if (givenUp) return;
  givenUp = true;
  send({ kind: 'failed', class: failure, message, fatal: true });
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), 500);
}

const send = (message: WorkerAnswer): void => void process.send?.(message);

process.once('message', (settings: WorkerSettings) => {
  setInterval(() => {
    if (process.memoryUsage.rss() > settings.memoryBytes + overheadBytes)
      giveUp('memory', 'The query took more memory than it may');
  }, watchMilliseconds);
  openLocked(settings).then(
    (connection) => {
      process.on('message', (request: WorkerRequest) => void answer(connection, request).then(send));
      send({ kind: 'ready' });
    },
    (error: unknown) => {
      process.stderr.write(`${firstLine(error)}\n`);
      process.exit(1);
    },
  );
});
// The host is gone: nobody waits for the query, which would go on for as long as it likes.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
