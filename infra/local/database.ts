import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { InvalidInputError, RetryableError, UnavailableError } from '../../shared/errors.ts';

/**
 * The host's one SQLite file: objects, queues and bus. WAL with synchronous=FULL: what was answered survives a crash of
 * the machine. Writes that arrive together share one transaction, and so one fsync: callers wait for the commit, each
 * with its own result or error.
 */
export interface Database {
  /** Runs in the next transaction; all of it happens or nothing. */
  write<T>(operation: () => T): Promise<T>;
  prepare(sql: string): StatementSync;
  close(): Promise<void>;
}

interface Pending {
  operation: () => unknown;
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}

function open(file: string, schema: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: 2_000 });
  try {
    db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;');
    db.exec(schema);
    return db;
  } catch (error) {
    db.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInputError(
      `The state database ${file} cannot be used (${reason}): move it away, or choose another state folder with --state DIR`,
      {},
      { cause: error },
    );
  }
}

/** With many runs at once a gathered transaction holds several writes; a run alone has too few writers to wait for. */
const crowd = 5;
const gatherMilliseconds = 3;

export function openDatabase(file: string, schema: string): Database {
  const db = open(file, schema);
  const begin = db.prepare('begin immediate');
  const commit = db.prepare('commit');
  let pending: Pending[] = [];
  let closed = false;
  let lastBatch = 0;

  const flush = () => {
    const batch = pending;
    pending = [];
    lastBatch = batch.length;
    if (batch.length === 0) return;
    try {
      begin.run();
      const settle = batch.map((one) => runOne(db, one));
      commit.run();
      for (const done of settle) done();
    } catch (error) {
      if (db.isTransaction) db.exec('rollback');
      for (const one of batch) one.reject(storageTrouble(error));
    }
  };

  /** A lone writer is served at once; where several write, waiting a little spares most of them an fsync of their own. */
  const schedule = () =>
    void (lastBatch < crowd ? setImmediate(flush) : setTimeout(flush, gatherMilliseconds));

  return {
    prepare: (sql) => db.prepare(sql),
    write: (operation) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new RetryableError('the host is closing'));
        if (pending.length === 0) schedule();
        pending.push({ operation, resolve, reject });
      }),
    async close() {
      if (closed) return;
      closed = true;
      flush();
      db.close();
    },
  };
}

/** A failed operation undoes itself only; the others of its transaction go on. */
function runOne(db: DatabaseSync, one: Pending): () => void {
  db.exec('savepoint one');
  try {
    const value = one.operation() as never;
    db.exec('release one');
    return () => one.resolve(value);
  } catch (error) {
    if (!db.isTransaction) throw error;
    db.exec('rollback to one; release one');
    return () => one.reject(error);
  }
}

function storageTrouble(cause: unknown): RetryableError {
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/disk is full/i.test(text))
    return new UnavailableError(
      'The disk that holds the state folder is full: free some space',
      {},
      { cause },
    );
  if (/readonly|read-only/i.test(text))
    return new UnavailableError('The state folder cannot be written: check its permissions', {}, { cause });
  return new RetryableError(`the state database answered: ${text}`, {}, { cause });
}
