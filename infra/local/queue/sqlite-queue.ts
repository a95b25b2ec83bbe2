import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../shared/ports/clock.ts';
import { lookSchema, wholeDelay, type Look, type Queue } from '../../../shared/ports/queue.ts';
import { derive, type DerivedQueue } from '../../../shared/topology.ts';
import type { Database } from '../database.ts';

export interface Message {
  id: number;
  /** Proves that this is the receive that deletes or delays: a later receive has another. */
  receipt: string;
  receives: number;
  body: string;
}

/** Sending, as services see it, and receiving, as the host's consumers do. */
export interface LocalQueue extends Queue {
  /** Up to `limit` messages that are due; nobody else sees them until their visibility is over. */
  receive(queue: string, limit: number): Promise<Message[]>;
  delete(message: Message): Promise<void>;
  /** To be received again after so many seconds. */
  release(message: Message, afterSeconds: number): Promise<void>;
  moveToDeadLetters(queue: string, message: Message): Promise<void>;
  /** When the next message of that queue is due; null when there is none. */
  nextDue(queue: string): Date | null;
  /** Puts a look into several queues, all or none. */
  sendToAll(stages: readonly string[], look: Look): Promise<void>;
  /** What an earlier host had received and never finished is due at once. Call before the first receive. */
  recover(): Promise<void>;
  /** Forgets dead letters that have waited that long, as SQS does after its retention; returns how many. */
  expireDeadLetters(olderThan: Date): Promise<number>;
  count(queue: string): number;
}

/**
 * SQS's semantics in a table: at least once, in any order, a visibility timeout, a dead-letter queue after too many
 * receives. Only claimed rows are checked for dead-lettering; a bulk update would scan the backlog.
 */
export function createSqliteQueue(
  database: Database,
  clock: Clock,
  onSend: (queue: string) => void,
  /** A message came too often without anybody saying what became of it. */
  onDeadLetter: (queue: string, body: string) => void = () => undefined,
): LocalQueue {
  const insert = database.prepare('insert into messages (queue, body, visible_at) values (?, ?, ?)');
  const due = database.prepare(
    'select id, body, receives from messages where queue = ? and visible_at <= ? order by visible_at, id limit ?',
  );
  const claim = database.prepare(
    'update messages set visible_at = ?, receives = receives + 1, receipt = ? where id = ?',
  );
  const remove = database.prepare('delete from messages where id = ? and receipt = ?');
  const delay = database.prepare('update messages set visible_at = ? where id = ? and receipt = ?');
  const bury = database.prepare('update messages set queue = ?, visible_at = ?, receipt = null where id = ?');
  const next = database.prepare('select min(visible_at) as due from messages where queue = ?');
  const free = database.prepare(
    'update messages set visible_at = ?, receives = max(receives - 1, 0), receipt = null where receipt is not null',
  );
  const expire = database.prepare('delete from messages where queue = ? and visible_at < ?');
  const counting = database.prepare('select count(*) as count from messages where queue = ?');
  const queues = new Map<string, DerivedQueue>(derive().map((one) => [one.queue, one]));

  const declared = (queue: string): DerivedQueue => {
    const found = queues.get(queue);
    if (found === undefined) throw new TypeError(`no stage has the queue ${queue}`);
    return found;
  };

  return {
    async send(stage, look, options = {}) {
      const { queue } = declared(stage);
      const body = JSON.stringify(lookSchema.parse(look));
      const visibleAt = clock.now().getTime() + wholeDelay(options.delaySeconds) * 1000;
      await database.write(() => insert.run(queue, body, visibleAt));
      onSend(queue);
    },

    async sendToAll(stages, look) {
      const body = JSON.stringify(lookSchema.parse(look));
      const now = clock.now().getTime();
      await database.write(() => {
        for (const stage of stages) insert.run(declared(stage).queue, body, now);
      });
      for (const stage of stages) onSend(declared(stage).queue);
    },

    async receive(queue, limit) {
      const { visibilitySeconds, receiveLimit, deadLetterQueue } = declared(queue);
      const now = clock.now().getTime();
      if (due.get(queue, now, 1) === undefined) return [];
      return database.write(() => {
        const messages: Message[] = [];
        for (const row of due.all(queue, now, limit) as unknown as Message[]) {
          if (row.receives >= receiveLimit) {
            bury.run(deadLetterQueue, now, row.id);
            onDeadLetter(queue, row.body);
            continue;
          }
          const receipt = randomUUID();
          claim.run(now + visibilitySeconds * 1000, receipt, row.id);
          messages.push({ ...row, receipt, receives: row.receives + 1 });
        }
        return messages;
      });
    },

    async delete(message) {
      await database.write(() => remove.run(message.id, message.receipt));
    },

    async release(message, afterSeconds) {
      await database.write(() =>
        delay.run(clock.now().getTime() + afterSeconds * 1000, message.id, message.receipt),
      );
    },

    async moveToDeadLetters(queue, message) {
      await database.write(() =>
        bury.run(declared(queue).deadLetterQueue, clock.now().getTime(), message.id),
      );
    },

    nextDue(queue) {
      const row = next.get(queue) as { due: number | null } | undefined;
      return row?.due == null ? null : new Date(row.due);
    },

    async recover() {
      await database.write(() => free.run(clock.now().getTime()));
    },

    async expireDeadLetters(olderThan) {
      return database.write(() =>
        derive().reduce(
          (sum, { deadLetterQueue }) =>
            sum + Number(expire.run(deadLetterQueue, olderThan.getTime()).changes),
          0,
        ),
      );
    },

    count: (queue) => (counting.get(queue) as { count: number }).count,
  };
}
