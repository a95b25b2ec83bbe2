import type { ObjectStore } from '../../../../shared/ports/object-store.ts';
import type { ExtractRequest, ExtractState } from '../../../../shared/ports/warehouse.ts';
import { limitRows } from '../../../../shared/sql/limit.ts';
import { orderedRows } from '../../../../shared/sql/ordered.ts';
import { Refused } from '../../../../shared/sql/refused.ts';
import { failureOf } from './failures.ts';
import { clientToken, statementName, type StatementStep } from './names.ts';
import { readPreview, readResult, repeatedName, toExtract, toFile, type Result } from './read-result.ts';
import { extractRecords, type StoredRequest } from './requests.ts';
import { largestSqlBytes, type Statement, type Statements } from './statements.ts';
import { unloadedFiles, unloadSql, type UnloadTarget } from './unload.ts';
import { Inexact } from './values.ts';

export interface ExtractPorts {
  statements: Statements;
  store: Pick<ObjectStore, 'get' | 'put'>;
  /** Copies an object within the store, however large, and says what it is. */
  copy: (from: string, to: string) => Promise<{ bytes: number; sha256: string }>;
  unload: UnloadTarget;
}

/** What is fetched row by row; the rest is written by Redshift itself. */
const fetched = { rows: 10_000, bytes: 32 * 2 ** 20 };
/** Most queries end within it; a look may start several and ask for several, one after the other. */
const waitSeconds = 3;

/**
 * One extract is one statement, or two:
 *
 *   result ─┬─ failed, aborted ─► failed, ended
 *           ├─ at most 10,000 rows ─► fetched, written as Parquet ─► succeeded
 *           └─ more rows, or values that JSON rounds ─► unload ─┬─ failed, aborted ─► failed, ended
 *                                                               └─ one file ─► copied ─► succeeded
 *
 * How many rows a query gives nobody knows before: EXPLAIN's estimate is wrong by orders of magnitude behind an aggregate
 * or a join, and a plan's kind says nothing of it. So the first statement asks for one row more than is fetched. Answers
 * (a few rows) cost one statement and no file of Redshift's; what is larger costs a second, of which the first reads no
 * more than it must where nothing is sorted or grouped. Its columns and first rows are the result's, also where a load
 * changes the data in between.
 *
 * Every step is found again by its token, so any number of lookers may do the same at once.
 */
export function createExtracts({ statements, store, copy, unload }: ExtractPorts) {
  const records = extractRecords(store);

  async function launch(request: StoredRequest, step: StatementStep, sql: string, seconds: number) {
    const { token } = request;
    const id = await statements.start({
      sql,
      seconds,
      waitSeconds,
      clientToken: clientToken(token, step),
      name: statementName(token, step),
    });
    // Whoever stops marks first and looks for statements then, so one of both sees the other.
    if (await records.isStopped(token)) await statements.cancel(id);
    return id;
  }

  async function start({ token, prefix, sql, limits }: ExtractRequest): Promise<string> {
    const statement = await limitRows(sql, Math.min(limits.rows, fetched.rows), 'redshift');
    const request = await records.keepRequest({ token, prefix, sql, limits, statement });
    const id = await launch(request, 'result', request.statement, request.limits.seconds);
    return `${id}/${prefix}`;
  }

  async function inspect(handle: string): Promise<ExtractState> {
    const slash = handle.indexOf('/');
    const [id, prefix] = [handle.slice(0, slash), handle.slice(slash + 1)];
    if (await records.hasResult(prefix)) return { status: 'succeeded' };
    const request = await records.readRequest(prefix);
    if (request === null) return ended('what it was started with is no longer there');
    const first = await statements.describe(id, waitSeconds);
    const unfinished = await stateOf(first, request);
    if (unfinished !== null) return unfinished;
    return afterFirst(first as Statement, request);
  }

  /** Null for a statement that has finished. "Not found" means not yet. */
  async function stateOf(
    statement: Statement | null,
    { token, limits }: StoredRequest,
  ): Promise<ExtractState | null> {
    if (statement === null || statement.status === 'running') return { status: 'running' };
    if (statement.status === 'finished') return null;
    const wasStopped = statement.status === 'aborted' && (await records.isStopped(token));
    if (wasStopped || (statement.status === 'aborted' && statement.elapsedSeconds < limits.seconds))
      return ended('it was stopped');
    return failureOf(statement, limits.seconds);
  }

  async function afterFirst(first: Statement, request: StoredRequest): Promise<ExtractState> {
    const { limits, prefix } = request;
    if (first.rows > limits.rows) return tooManyRows(limits.rows);
    const isFetched = first.rows >= 0 && first.rows <= fetched.rows && first.bytes <= fetched.bytes;
    if (!isFetched) return unloadRows(first, request, await readPreview(statements, first.resultId));
    const result = await readResult(statements, first.resultId);
    const repeated = repeatedName(result);
    if (repeated !== null) return sameName(repeated);
    try {
      return await keep(prefix, limits.bytes, result);
    } catch (error) {
      if (error instanceof Inexact) return unloadRows(first, request, result);
      throw error;
    }
  }

  async function keep(prefix: string, maxBytes: number, result: Result): Promise<ExtractState> {
    const { body, facts } = toFile(result);
    if (facts.bytes > maxBytes) return tooManyBytes(facts.bytes, maxBytes);
    await records.writeData(prefix, body);
    await records.writeResult(prefix, toExtract(result, facts));
    return { status: 'succeeded' };
  }

  async function unloadRows(
    first: Statement,
    request: StoredRequest,
    preview: Result,
  ): Promise<ExtractState> {
    const started = await startUnload(first, request, preview);
    if (typeof started !== 'string') return started;
    const statement = await statements.describe(started, waitSeconds);
    const elapsedSeconds = first.elapsedSeconds + (statement?.elapsedSeconds ?? 0);
    const unfinished = await stateOf(statement && { ...statement, elapsedSeconds }, request);
    return unfinished ?? adopt(request, preview);
  }

  async function startUnload(
    first: Statement,
    request: StoredRequest,
    preview: Result,
  ): Promise<string | ExtractState> {
    const { prefix, sql, limits, token } = request;
    const known = await records.readUnloadId(prefix);
    if (known !== null) return known;
    if (await records.isStopped(token)) return ended('it was stopped');
    const repeated = repeatedName(preview);
    if (repeated !== null) return sameName(repeated);
    const names = preview.columns.map((column) => column.name);
    const select = await orderedRows(sql, names, limits.rows, 'redshift').catch(refusal);
    if (select instanceof Refused) return failed('sql', select.message);
    const text = await records.keepUnload(prefix, unloadSql(select, prefix, unload));
    if (Buffer.byteLength(text) > largestSqlBytes)
      return failed('sql', `The query is longer than ${largestSqlBytes} bytes`);
    const id = await launch(request, 'unload', text, Math.max(limits.seconds - first.elapsedSeconds, 1));
    await records.keepUnloadId(prefix, id);
    return id;
  }

  async function adopt({ prefix, limits }: StoredRequest, preview: Result): Promise<ExtractState> {
    const files = await unloadedFiles(store, prefix, unload);
    const rowCount = files.reduce((sum, file) => sum + file.rows, 0);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    if (rowCount > limits.rows) return tooManyRows(limits.rows);
    if (bytes > limits.bytes || files.length > 1) return tooManyBytes(bytes, limits.bytes);
    const [file] = files;
    if (file === undefined) return keep(prefix, limits.bytes, { ...preview, rows: [] });
    const copied = await copy(file.key, `${prefix}data.parquet`);
    await records.writeResult(prefix, toExtract(preview, { rowCount, ...copied }));
    return { status: 'succeeded' };
  }

  return { start, inspect, markStopped: records.markStopped };
}

const ended = (reason: string): ExtractState => ({ status: 'ended', counted: true, reason });
const failed = (failureClass: 'sql' | 'output', message: string): ExtractState => ({
  status: 'failed',
  class: failureClass,
  message,
});
const tooManyRows = (rows: number): ExtractState =>
  failed(
    'output',
    `The query gives more than ${rows} rows, and no more are allowed: aggregate, filter or take a sample`,
  );
const tooManyBytes = (bytes: number, allowed: number): ExtractState =>
  failed(
    'output',
    `The query gives ${bytes} bytes, and at most ${allowed} are allowed: take fewer columns or rows`,
  );
const sameName = (name: string): ExtractState =>
  failed('sql', `Two columns of the result are named ${name}: give one of them another name with AS`);

function refusal(error: unknown): Refused {
  if (error instanceof Refused) return error;
  throw error;
}
