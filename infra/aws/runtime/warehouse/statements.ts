import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  GetStatementResultCommand,
  paginateListStatements,
  type ColumnMetadata,
  type DescribeStatementResponse,
  type Field,
  type RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { PermanentError, RetryableError } from '../../../../shared/errors.ts';
import type { Clock } from '../../../../shared/ports/clock.ts';
import { told } from '../errors.ts';
import { createAdmission } from './admission.ts';

export interface RedshiftTarget {
  /** Serverless, else `cluster` is named. */
  workgroup: string | null;
  cluster: string | null;
  database: string;
  /** Holds a database user; null: the caller's own role is the user. */
  secret: string | null;
  /** Where tables are looked for, in this order. */
  schemas: readonly string[];
}

export interface StatementRequest {
  sql: string;
  /** Run before it, in the same transaction. */
  before?: readonly string[];
  /** Redshift itself ends it then, its time in the queue included. */
  seconds: number;
  /** For the answer, to wait for its end; at most 8, which is less than the client waits for an answer. */
  waitSeconds: number;
  /** The same token within 8 hours is the same statement. Without one, whoever starts it is alone with it. */
  clientToken?: string;
  name?: string;
}

export interface Statement {
  id: string;
  status: 'running' | 'finished' | 'failed' | 'aborted';
  /** Redshift's words, when it failed. */
  error: string;
  elapsedSeconds: number;
  /** Of what it gives: rows, and bytes as Redshift counts them. */
  rows: number;
  bytes: number;
  /** What `pages` takes. */
  resultId: string;
}

export interface ResultPage {
  columns: ColumnMetadata[];
  rows: Field[][];
}

export type Statements = ReturnType<typeof createStatements>;

/** Of one process, far below the account's 20 BatchExecuteStatement and 20 GetStatementResult a second. */
const callsPerSecond = 5;
const longestWaitSeconds = 5;
const longestAnswerSeconds = 8;
/** SQL of one call: "The maximum query statement size is 100 KB" (Management Guide, "Considerations" of the Data API). */
export const largestSqlBytes = 100_000;

/**
 * Statements over the Redshift Data API, each in a session of its own that says before it where tables are looked for, what
 * zone times are told in and how long it may take: so it is a batch of SETs and the statement, which ExecuteStatement
 * cannot send. Statements belong to the IAM role that started them, whatever its session: no other role may describe,
 * read, cancel or list them.
 */
export function createStatements(client: RedshiftDataClient, target: RedshiftTarget, clock: Clock) {
  const perSecond = { perSecond: callsPerSecond, longestWaitSeconds, clock };
  const [mayExecute, mayRead] = [createAdmission(perSecond), createAdmission(perSecond)];
  const where = {
    ...(target.workgroup === null ? {} : { WorkgroupName: target.workgroup }),
    ...(target.cluster === null ? {} : { ClusterIdentifier: target.cluster }),
    Database: target.database,
  };

  async function start(request: StatementRequest): Promise<string> {
    const { sql, before = [], seconds, waitSeconds, clientToken, name } = request;
    await mayExecute();
    const command = new BatchExecuteStatementCommand({
      ...where,
      ...(target.secret === null ? {} : { SecretArn: target.secret }),
      Sqls: [...preamble(target.schemas, seconds), ...before, sql],
      WaitTimeSeconds: waitSeconds,
      ...(clientToken === undefined ? {} : { ClientToken: clientToken }),
      // An event when it ends, for whoever waits; nobody hears of those without a name.
      ...(name === undefined ? {} : { StatementName: name, WithEvent: true }),
    });
    const { Id } = await told('Redshift Data BatchExecuteStatement', () => client.send(command));
    if (Id === undefined) throw new RetryableError('Redshift Data answered without the id of a statement');
    return Id;
  }

  /** Null when this role has no such statement, or not yet. */
  const describe = (id: string, waitSeconds: number): Promise<Statement | null> =>
    told(`Redshift Data DescribeStatement of ${id}`, async () => {
      try {
        const command = new DescribeStatementCommand({ Id: id, WaitTimeSeconds: waitSeconds });
        return toStatement(await client.send(command));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    });

  /** The rows of a statement that has finished, page by page; the first page says what columns there are. */
  async function* pages(resultId: string): AsyncGenerator<ResultPage> {
    let next: string | undefined;
    do {
      await mayRead();
      const command = new GetStatementResultCommand({ Id: resultId, NextToken: next });
      const page = await told(`Redshift Data GetStatementResult of ${resultId}`, () => client.send(command));
      yield { columns: page.ColumnMetadata ?? [], rows: page.Records ?? [] };
      next = page.NextToken;
    } while (next !== undefined && next !== '');
  }

  /** Statements whose names begin so, of the last 24 hours, the newest first. */
  const named = (prefix: string): Promise<{ id: string; isOver: boolean }[]> =>
    told(`Redshift Data ListStatements of ${prefix}`, async () => {
      const found = [];
      const request = { ...where, StatementName: prefix, Status: 'ALL', RoleLevel: true } as const;
      for await (const page of paginateListStatements({ client }, request))
        for (const { Id, Status } of page.Statements ?? [])
          if (Id !== undefined) found.push({ id: Id, isOver: statusOf(Status) !== 'running' });
      return found;
    });

  /** It may go on for a while. Nothing happens when it is over. */
  async function cancel(id: string): Promise<void> {
    try {
      await client.send(new CancelStatementCommand({ Id: id }));
    } catch (error) {
      // It ended meanwhile, which Redshift calls a wrong request.
      const found = await describe(id, 0);
      if (found !== null && found.status !== 'running') return;
      await told(`Redshift Data CancelStatement of ${id}`, () => Promise.reject(error as Error));
    }
  }

  /** @returns the statement once it is over, or null after `seconds` */
  async function finish(id: string, seconds: number): Promise<Statement | null> {
    const until = clock.now().getTime() + seconds * 1000;
    for (;;) {
      const left = Math.floor((until - clock.now().getTime()) / 1000);
      const found = await describe(id, Math.min(Math.max(left, 0), longestAnswerSeconds));
      if (found !== null && found.status !== 'running') return found;
      if (left <= 0) return null;
    }
  }

  return { start, describe, pages, named, cancel, finish };
}

function preamble(schemas: readonly string[], seconds: number): string[] {
  if (schemas.length === 0) throw new PermanentError('KAISEKI_REDSHIFT_SCHEMAS names no schema');
  return [
    `SET search_path TO ${schemas.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ')}`,
    `SET timezone TO 'UTC'`,
    `SET statement_timeout TO ${Math.ceil(seconds * 1000)}`,
  ];
}

function toStatement(described: DescribeStatementResponse): Statement {
  const { Id = '', Status, Error: message, CreatedAt, UpdatedAt, SubStatements = [] } = described;
  const own = SubStatements.at(-1);
  return {
    id: Id,
    status: statusOf(Status),
    error: own?.Error ?? message ?? '',
    elapsedSeconds: ((UpdatedAt?.getTime() ?? 0) - (CreatedAt?.getTime() ?? 0)) / 1000,
    rows: own?.ResultRows ?? -1,
    bytes: own?.ResultSize ?? -1,
    resultId: own?.Id ?? Id,
  };
}

function statusOf(status: string | undefined): Statement['status'] {
  if (status === 'FINISHED') return 'finished';
  if (status === 'FAILED') return 'failed';
  return status === 'ABORTED' ? 'aborted' : 'running';
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ResourceNotFoundException';
