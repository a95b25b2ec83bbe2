import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { DeleteMessageCommand, ReceiveMessageCommand, type Message } from '@aws-sdk/client-sqs';
import { createSqsQueue, type SqsQueue } from '../../../../../infra/aws/runtime/queue/sqs-queue.ts';
import { PermanentError, RetryableError } from '../../../../../shared/errors.ts';
import type { QueuedStage } from '../../../../../shared/topology.ts';
import { queueContract } from '../../../../contract/queue.contract.ts';
import { makeQueues, startOverTheWire, type OverTheWire } from '../../kit.ts';

type Urls = Record<QueuedStage, string>;

/** Everything that is visible until the queue has said twice that nothing is. */
async function receiveAll(
  { clients: { sqs } }: OverTheWire,
  url: string,
  waitSeconds = 0,
): Promise<Message[]> {
  const all: Message[] = [];
  for (let empty = 0; empty < 2;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: waitSeconds,
        MessageAttributeNames: ['All'],
      }),
    );
    empty = Messages.length === 0 ? empty + 1 : 0;
    for (const { ReceiptHandle } of Messages)
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    all.push(...Messages);
    if (waitSeconds > 0 && all.length > 0) return all;
  }
  return all;
}

describe('SQS queue over the wire', () => {
  let wire: OverTheWire;
  let queues: Urls;
  let deadLetterQueues: Urls;
  let queue: SqsQueue;
  before(async () => {
    wire = await startOverTheWire({ connect: 1_000, answer: 3_000, silence: 4_000 });
  });
  after(() => wire.close());

  const make = async () => {
    await wire.moto.reset();
    wire.proxy.clear();
    [queues, deadLetterQueues] = [await makeQueues(wire), await makeQueues(wire, '-dlq')];
    queue = createSqsQueue(wire.clients.sqs, { queues, deadLetterQueues });
  };

  queueContract('SQS', async () => {
    await make();
    const received = async (stage: string, afterSeconds = 0) =>
      (await receiveAll(wire, queues[stage as QueuedStage], afterSeconds)).map(({ Body = '' }) => Body);
    return { queue, received, close: async () => undefined };
  });

  describe('with faults', () => {
    beforeEach(make);
    afterEach(() => assert.equal(wire.proxy.left(), 0, 'a planned fault met no request'));
    const bodies = async () => (await receiveAll(wire, queues.repair)).map(({ Body }) => Body);

    it('sends once what was throttled or did not arrive', async () => {
      wire.proxy.fail('SendMessage', { answers: 400, code: 'ThrottlingException' }, 'reset');
      await queue.send('repair', { runId: 'r1' });
      assert.deepEqual(await bodies(), ['{"runId":"r1"}']);
    });

    it('sends a look again when the answer was lost: at least once', async () => {
      wire.proxy.fail('SendMessage', 'answer lost');
      await queue.send('repair', { runId: 'r1' });
      assert.deepEqual(await bodies(), ['{"runId":"r1"}', '{"runId":"r1"}']);
    });

    it('gives up after three tries, for another time', async () => {
      wire.proxy.fail('SendMessage', 'silent', 'reset', { answers: 503, code: 'ServiceUnavailable' });
      await assert.rejects(queue.send('repair', { runId: 'r1' }), RetryableError);
      assert.deepEqual(await bodies(), []);
    });

    it('says what to do about a queue that is gone', async () => {
      queue = createSqsQueue(wire.clients.sqs, {
        queues: { ...queues, repair: `${queues.repair}-gone` },
        deadLetterQueues,
      });
      await assert.rejects(queue.send('repair', { runId: 'r1' }), (error) => {
        assert.ok(error instanceof PermanentError);
        assert.match(error.message, /^SQS SendMessage to repair: .*pulumi up/);
        return true;
      });
    });

    it('puts a body among the dead letters as it came, and says why', async () => {
      await queue.deadLetter('repair', 'no {JSON', 'ZodError: at "runId"\u0000\n日本');
      const [message] = await receiveAll(wire, deadLetterQueues.repair);
      assert.equal(message?.Body, 'no {JSON');
      assert.equal(message?.MessageAttributes?.['reason']?.StringValue, 'ZodError: at "runId"\uFFFD\n日本');
      assert.deepEqual(await bodies(), []);
    });

    it('cuts a long reason, and writes one where there is none', async () => {
      await queue.deadLetter('repair', 'a', '\u{1F600}'.repeat(5_000));
      await queue.deadLetter('planner', 'b', '');
      const [long] = await receiveAll(wire, deadLetterQueues.repair);
      const [none] = await receiveAll(wire, deadLetterQueues.planner);
      assert.equal(long?.MessageAttributes?.['reason']?.StringValue, '\u{1F600}'.repeat(500));
      assert.equal(none?.MessageAttributes?.['reason']?.StringValue, 'no reason was given');
    });
  });
});
