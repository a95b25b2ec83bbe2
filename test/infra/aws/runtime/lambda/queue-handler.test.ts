import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createQueueHandler } from '../../../../../infra/aws/runtime/lambda/queue-handler.ts';
import { createSqsQueue } from '../../../../../infra/aws/runtime/queue/sqs-queue.ts';
import { PermanentError, RetryableError } from '../../../../../shared/errors.ts';
import type { Look } from '../../../../../shared/ports/queue.ts';
import { slotClaimKey } from '../../../../../shared/run/keys.ts';
import { queuedStages, type QueuedStage } from '../../../../../shared/topology.ts';
import { ServiceRefusal, startJsonService, type JsonService } from '../../../../fakes/aws/json-service.ts';
import { createMemoryStore } from '../../../../fakes/memory-store.ts';

const urls = (ending: string) =>
  Object.fromEntries(queuedStages.map((stage) => [stage, `https://sqs.example/${stage}${ending}`])) as Record<
    QueuedStage,
    string
  >;

describe('a batch of a stage’s queue', () => {
  let sqs: JsonService;
  let looks: Look[];
  let failing: Record<string, Error>;
  let logged: { message: string; fields: unknown }[];
  let counted: string[];
  let store: ReturnType<typeof createMemoryStore>;

  beforeEach(async () => {
    sqs = await startJsonService({
      ChangeMessageVisibility: () => ({}),
      SendMessage: ({ MessageBody: body }) => ({
        MessageId: 'm',
        MD5OfMessageBody: createHash('md5').update(String(body)).digest('hex'),
      }),
    });
    store = createMemoryStore();
    [looks, logged, counted, failing] = [[], [], [], {}];
  });
  afterEach(() => sqs[Symbol.asyncDispose]());

  async function receive(bodies: string[], { receives = 1 } = {}): Promise<string[]> {
    const client = new SQSClient({
      endpoint: sqs.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'planner', secretAccessKey: 'x' },
      maxAttempts: 1,
    });
    const log = (message: string, fields?: unknown) => void logged.push({ message, fields });
    const handler = createQueueHandler(
      'planner',
      {
        store,
        queue: createSqsQueue(client, { queues: urls(''), deadLetterQueues: urls('-dlq') }),
        log: { info: log, warn: log, error: log },
        count: (event) => void counted.push(event),
      },
      async () => async (look) => {
        looks.push(look);
        const error = failing[look.runId];
        if (error !== undefined) throw error;
      },
    );
    const Records = bodies.map((body, number) => ({
      messageId: `m${number}`,
      receiptHandle: `receipt ${number}`,
      body,
      attributes: {
        ApproximateReceiveCount: String(receives),
        SentTimestamp: '0',
        SenderId: 's',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:1:planner',
      awsRegion: 'us-east-1',
    }));
    const { batchItemFailures } = await handler({ Records } satisfies SQSEvent);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }
  const look = (runId: string) => JSON.stringify({ runId });
  const called = () =>
    sqs.calls.map(({ action, input }) => [
      action,
      input['QueueUrl'],
      input['VisibilityTimeout'] ?? input['MessageBody'],
    ]);

  it('is looked at, and nothing of it is left', async () => {
    assert.deepEqual(await receive([look('r1'), look('r2')]), []);
    assert.deepEqual(looks.map(({ runId }) => runId).toSorted(), ['r1', 'r2']);
    assert.deepEqual(called(), []);
  });

  it('keeps what failed in the queue, later each time, and only that', async () => {
    failing['r2'] = new RetryableError('the store is busy');
    assert.deepEqual(await receive([look('r1'), look('r2')]), ['m1']);
    assert.deepEqual(called(), [['ChangeMessageVisibility', 'https://sqs.example/planner', 1]]);
    await receive([look('r2')], { receives: 3 });
    assert.deepEqual(called()[1], ['ChangeMessageVisibility', 'https://sqs.example/planner', 20]);
    assert.deepEqual(counted, ['looksRetried', 'looksRetried']);
  });

  it('lays what failed too often among the dead letters, as it came', async () => {
    failing['r1'] = new RetryableError('the store is busy');
    assert.deepEqual(await receive([look('r1')], { receives: 5 }), []);
    assert.deepEqual(called(), [['SendMessage', 'https://sqs.example/planner-dlq', look('r1')]]);
    assert.deepEqual(counted, ['looksDeadLettered']);
    assert.match(JSON.stringify(logged), /"runId":"r1","decision":"deadLetter"/);
  });

  it('lays what nobody can read among the dead letters at once', async () => {
    assert.deepEqual(await receive(['???', look('r1')]), []);
    assert.deepEqual(called(), [['SendMessage', 'https://sqs.example/planner-dlq', '???']]);
    assert.deepEqual(looks, [{ runId: 'r1' }]);
  });

  it('leaves a dead letter where it is when it cannot be laid there: the queue’s redrive will', async () => {
    failing['r1'] = new PermanentError('cannot be');
    sqs.spoil('SendMessage', new ServiceRefusal('QueueDoesNotExist', 'gone'));
    assert.deepEqual(await receive([look('r1')]), ['m0']);
  });

  it('reports a failure although its delay could not be set', async () => {
    failing['r1'] = new RetryableError('busy');
    sqs.spoil('ChangeMessageVisibility', new ServiceRefusal('ThrottlingException', 'slow down'));
    assert.deepEqual(await receive([look('r1')]), ['m0']);
  });

  it('looks for whoever claimed the slot of a task', async () => {
    const task = (slot: string) =>
      JSON.stringify({
        source: 'aws.ecs',
        'detail-type': 'ECS Task State Change',
        detail: { startedBy: `kaiseki/${slot}` },
      });
    await store.put(slotClaimKey('s1'), 'r1');
    assert.deepEqual(await receive([task('s1'), task('s2')]), []);
    assert.deepEqual(looks, [{ runId: 'r1' }]);
  });

  it('says nothing of what a message holds', async () => {
    await receive(['{"prompt":"my salary"}']);
    assert.doesNotMatch(JSON.stringify(logged), /salary/);
  });
});
