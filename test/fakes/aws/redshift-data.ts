import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import { parseSelect } from '../../../shared/sql/tree.ts';
import { ServiceRefusal, startJsonService, type JsonService } from './json-service.ts';
import { createLoading, type CopyOptions } from './redshift-load.ts';
import { toFakeResult, type FakeResult } from './redshift-values.ts';

export interface RedshiftDataOptions {
  workgroup: string;
  database: string;
  /** Run in DuckDB before anything else: tables, and views for those of Redshift's system that are asked for. */
  setUp: string;
  /** The role that the workgroup may use, and where UNLOAD then writes. */
  unload?: { role: string; write: (url: string, body: Uint8Array) => Promise<void> };
  /** Who may load tables; without it nobody. */
  copy?: CopyOptions;
  /** As Redshift tells EventBridge, of statements that were started with an event. */
  onEnd?: (statement: { statementName: string; statementId: string; state: string }) => void;
  /** Redshift's words that DuckDB has others for. */
  translate?: (sql: string) => string;
  /** How long a second of WaitTimeSeconds is. */
  waitedSecond?: number;
  /** Which role a caller's credentials are a session of. */
  roleOf?: (caller: string) => string;
}

interface FakeStatement {
  id: string;
  name: string | undefined;
  withEvent: boolean;
  role: string;
  sqls: string[];
  status: 'STARTED' | 'FINISHED' | 'FAILED' | 'ABORTED';
  error?: string;
  result: FakeResult | null;
  createdAt: number;
  updatedAt: number;
  over: Promise<void>;
}

export interface FakeRedshiftData extends JsonService {
  /** How many statements there are, however often each was asked for. */
  started(): number;
  /** Ends what runs and holds this text as Redshift would, with its words; without, as somebody would who cancels it. */
  end(sqlPart: string, error?: string): void;
}

/** https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_BatchExecuteStatement.html */
const batchSchema = z.strictObject({
  WorkgroupName: z.string(),
  Database: z.string(),
  SecretArn: z.string().optional(),
  Sqls: z.array(z.string()).min(1).max(40),
  ClientToken: z.string().min(1).max(64).optional(),
  StatementName: z.string().max(500).optional(),
  WithEvent: z.boolean().optional(),
  WaitTimeSeconds: z.int().min(0).max(30).optional(),
});

const largestSqlBytes = 100_000;
const pageRows = 1_000;
const pageStatements = 2;
const tokenMilliseconds = 8 * 3_600_000;
const sleep = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000).unref());

/**
 * The Redshift Data API with the semantics of its documentation, over a real DuckDB: a client token is one statement for
 * 8 hours, and no other; a batch is one transaction; a statement ends at its statement_timeout; results are there when a
 * statement has finished and not before; a statement belongs to the role that started it; an UNLOAD has no outer LIMIT,
 * overwrites nothing and writes nothing for no rows.
 */
export async function startRedshiftData(options: RedshiftDataOptions): Promise<FakeRedshiftData> {
  const {
    workgroup,
    database,
    unload,
    onEnd,
    translate = (sql) => sql,
    roleOf = (caller) => caller,
    waitedSecond = 1,
  } = options;
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run("SET threads = 1; SET TimeZone = 'UTC'");
  await connection.run(options.setUp);
  const folder = await mkdtemp(join(tmpdir(), 'redshift-'));
  const load = options.copy === undefined ? null : createLoading(connection, folder, options.copy);
  const statements = new Map<string, FakeStatement>();
  const byToken = new Map<string, { id: string; request: string; at: number }>();
  const unloaded = new Set<string>();
  let queue = Promise.resolve();

  let running: FakeStatement | null = null;
  async function execute(statement: FakeStatement): Promise<void> {
    running = statement;
    let timer: NodeJS.Timeout | undefined;
    await connection.run('BEGIN');
    try {
      for (const sql of statement.sqls) {
        const [, milliseconds] = /^SET statement_timeout TO (\d+)$/.exec(sql) ?? [];
        if (milliseconds !== undefined)
          timer = setTimeout(() => finish(statement, 'ABORTED'), Number(milliseconds));
        if (/^\s*SET /i.test(sql)) continue;
        if ((await load?.(sql)) === true) continue;
        statement.result = /^\s*UNLOAD/i.test(sql) ? await unloadTo(sql) : await select(sql);
      }
      await connection.run('COMMIT');
      if (statement.status === 'STARTED') statement.status = 'FINISHED';
    } catch (error) {
      await connection.run('ROLLBACK');
      if (statement.status === 'STARTED') {
        statement.status = 'FAILED';
        statement.error = `ERROR: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
    clearTimeout(timer);
    running = null;
    statement.updatedAt = Date.now();
    if (statement.name !== undefined && statement.withEvent)
      onEnd?.({ statementName: statement.name, statementId: statement.id, state: statement.status });
  }

  function finish(statement: FakeStatement, status: 'FAILED' | 'ABORTED', error?: string): void {
    statement.status = status;
    if (error !== undefined) statement.error = error;
    if (running === statement) connection.interrupt();
  }

  const select = async (sql: string): Promise<FakeResult> =>
    toFakeResult(await connection.runAndReadAll(translate(sql)));

  /** https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html */
  async function unloadTo(sql: string): Promise<FakeResult> {
    const [, quoted = '', target = '', role = ''] =
      /^UNLOAD \('((?:[^']|'')*)'\) TO '([^']+)' IAM_ROLE '([^']+)' FORMAT AS PARQUET/.exec(sql) ?? [];
    if (unload === undefined || role !== unload.role)
      throw new Error(`User is not authorized to assume IAM Role "${role}"`);
    const text = quoted.replaceAll("''", "'");
    if ((await parseSelect(text, 'redshift')).limit_clause != null)
      throw new Error('Limit clause is not supported in the outer SELECT');
    if (unloaded.has(target)) throw new Error('Specified unload destination on S3 is not empty');
    const path = join(folder, `${randomUUID()}.parquet`);
    await connection.run(`COPY (${translate(text)}) TO '${path}' (FORMAT parquet)`);
    const counted = await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM '${path}'`);
    const rows = Number(counted.getRowsJson()[0]?.[0]);
    const none: FakeResult = { columns: [], rows: [] };
    if (rows === 0) return none;
    const body = await readFile(path);
    const url = `${target}000.parquet`;
    unloaded.add(target);
    await unload.write(url, body);
    const meta = { content_length: body.length, record_count: rows };
    await unload.write(`${target}manifest`, Buffer.from(JSON.stringify({ entries: [{ url, meta }] })));
    return none;
  }

  async function batchExecute(input: Record<string, unknown>, caller: string) {
    const parsed = batchSchema.safeParse(input);
    if (!parsed.success) throw new ServiceRefusal('ValidationException', z.prettifyError(parsed.error));
    const {
      WorkgroupName,
      Database,
      Sqls,
      ClientToken,
      StatementName,
      WithEvent,
      WaitTimeSeconds = 0,
    } = parsed.data;
    if (WorkgroupName !== workgroup || Database !== database)
      throw new ServiceRefusal('ValidationException', 'Redshift endpoint doesn’t exist in this region.');
    if (Buffer.byteLength(Sqls.join('')) > largestSqlBytes)
      throw new ServiceRefusal('ValidationException', 'Query statement size is over 100 KB');
    const role = roleOf(caller);
    const token = ClientToken === undefined ? null : `${role} ${ClientToken}`;
    const request = JSON.stringify({ ...parsed.data, WaitTimeSeconds: null });
    const known = token === null ? undefined : byToken.get(token);
    const isKnown = known !== undefined && Date.now() - known.at < tokenMilliseconds;
    if (isKnown && known.request !== request)
      throw new ServiceRefusal('ValidationException', 'ClientToken was used with other parameters');
    const statement = isKnown
      ? (statements.get(known.id) as FakeStatement)
      : begin({ role, sqls: Sqls, name: StatementName, withEvent: WithEvent === true });
    if (token !== null && !isKnown) byToken.set(token, { id: statement.id, request, at: Date.now() });
    await Promise.race([statement.over, sleep(WaitTimeSeconds * waitedSecond)]);
    return { Id: statement.id, CreatedAt: statement.createdAt / 1000 };
  }

  function begin(asked: Pick<FakeStatement, 'role' | 'sqls' | 'name' | 'withEvent'>): FakeStatement {
    const now = Date.now();
    const statement: FakeStatement = {
      ...asked,
      id: randomUUID(),
      status: 'STARTED',
      result: null,
      createdAt: now,
      updatedAt: now,
      over: Promise.resolve(),
    };
    statements.set(statement.id, statement);
    statement.over = queue = queue.then(() =>
      statement.status === 'STARTED' ? execute(statement) : undefined,
    );
    return statement;
  }

  /** Of another role it is as if it were not there. */
  function find(id: unknown, caller: string): FakeStatement {
    const statement = statements.get(String(id).split(':')[0] ?? '');
    if (statement === undefined || statement.role !== roleOf(caller))
      throw new ServiceRefusal('ResourceNotFoundException', 'Query does not exist.', 400, { ResourceId: id });
    return statement;
  }

  async function describe(input: Record<string, unknown>, caller: string) {
    const statement = find(input['Id'], caller);
    await Promise.race([statement.over, sleep(Number(input['WaitTimeSeconds'] ?? 0) * waitedSecond)]);
    const { id, status, error, result, createdAt, updatedAt, sqls } = statement;
    const times = { CreatedAt: createdAt / 1000, UpdatedAt: updatedAt / 1000 };
    const bytes = result === null ? 0 : Buffer.byteLength(JSON.stringify(result.rows));
    return {
      Id: id,
      Status: status,
      Error: error,
      ...times,
      SubStatements: sqls.map((sql, i) => {
        const isLast = i === sqls.length - 1;
        return {
          Id: `${id}:${i + 1}`,
          QueryString: sql,
          Status: status,
          Error: isLast ? error : undefined,
          HasResultSet: isLast && (result?.columns.length ?? 0) > 0,
          ResultRows: isLast && result !== null ? result.rows.length : -1,
          ResultSize: isLast && result !== null ? bytes : -1,
          ...times,
        };
      }),
    };
  }

  function getResult(input: Record<string, unknown>, caller: string) {
    const { status, result } = find(input['Id'], caller);
    if (status !== 'FINISHED' || result === null || !String(input['Id']).includes(':'))
      throw new ServiceRefusal('ResourceNotFoundException', 'Query does not have result.');
    const from = Number(input['NextToken'] ?? 0);
    const next = from + pageRows;
    return {
      ColumnMetadata: result.columns,
      Records: result.rows.slice(from, next),
      TotalNumRows: result.rows.length,
      ...(next < result.rows.length && { NextToken: String(next) }),
    };
  }

  const service = await startJsonService({
    BatchExecuteStatement: batchExecute,
    DescribeStatement: describe,
    GetStatementResult: getResult,
    ListStatements: ({ StatementName, NextToken, WorkgroupName }, caller) => {
      if (WorkgroupName !== workgroup) throw new ServiceRefusal('ValidationException', 'No such workgroup');
      const own = [...statements.values()].filter(
        ({ name, role }) => role === roleOf(caller) && name?.startsWith(String(StatementName)),
      );
      const from = Number(NextToken ?? 0);
      const next = from + pageStatements;
      return {
        Statements: own.slice(from, next).map(({ id, status }) => ({ Id: id, Status: status })),
        ...(next < own.length && { NextToken: String(next) }),
      };
    },
    CancelStatement: ({ Id }, caller) => {
      const statement = find(Id, caller);
      if (statement.status !== 'STARTED')
        throw new ServiceRefusal(
          'ValidationException',
          'Could not cancel a query that is already in FINISHED state',
        );
      finish(statement, 'ABORTED');
      return { Status: true };
    },
  });
  return {
    ...service,
    started: () => statements.size,
    end(sqlPart, error) {
      for (const one of statements.values())
        if (one.status === 'STARTED' && one.sqls.some((sql) => sql.includes(sqlPart)))
          finish(one, error === undefined ? 'ABORTED' : 'FAILED', error);
    },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await queue;
      connection.closeSync();
      instance.closeSync();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
