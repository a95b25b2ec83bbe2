import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { CreateEventBusCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { createEventBridgeBus, eventSource } from '../../../../../infra/aws/runtime/bus/eventbridge-bus.ts';
import { PermanentError, RetryableError } from '../../../../../shared/errors.ts';
import type { EventBus } from '../../../../../shared/ports/event-bus.ts';
import { publishedEventSchema } from '../../../../../shared/run/published.ts';
import { toPublished } from '../../../../../shared/run/publish.ts';
import { derive, type QueuedStage } from '../../../../../shared/topology.ts';
import { eventBusContract } from '../../../../contract/event-bus.contract.ts';
import { planned, runAfter } from '../../../../fakes/run-events.ts';
import { busName, makeQueues, startOverTheWire, type OverTheWire } from '../../kit.ts';

/** The topology's rules, each with its queue. */
async function makeRules({ clients }: OverTheWire, queues: Record<QueuedStage, string>): Promise<void> {
  const { eventBridge, sqs } = clients;
  await eventBridge.send(new CreateEventBusCommand({ Name: busName }));
  for (const { stage, rulePattern } of derive()) {
    const pattern = { source: [eventSource], 'detail-type': rulePattern };
    const rule = { Name: stage, EventBusName: busName, EventPattern: JSON.stringify(pattern) };
    await eventBridge.send(new PutRuleCommand(rule));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queues[stage], AttributeNames: ['QueueArn'] }),
    );
    const Targets = [{ Id: stage, Arn: Attributes?.['QueueArn'] ?? '' }];
    await eventBridge.send(new PutTargetsCommand({ Rule: stage, EventBusName: busName, Targets }));
  }
}

describe('EventBridge bus over the wire', () => {
  let wire: OverTheWire;
  let queues: Record<QueuedStage, string>;
  let bus: EventBus;
  before(async () => {
    wire = await startOverTheWire({ connect: 1_000, answer: 1_000, silence: 1_000 });
  });
  after(() => wire.close());

  const make = async () => {
    await wire.moto.reset();
    wire.proxy.clear();
    queues = await makeQueues(wire);
    await makeRules(wire, queues);
    bus = createEventBridgeBus(wire.clients.eventBridge, busName);
  };

  const envelopesOf = async (stage: QueuedStage) => {
    const bodies: string[] = [];
    for (;;) {
      const command = new ReceiveMessageCommand({ QueueUrl: queues[stage], MaxNumberOfMessages: 10 });
      const { Messages = [] } = await wire.clients.sqs.send(command);
      if (Messages.length === 0) return bodies.map((body) => JSON.parse(body) as { detail: unknown });
      bodies.push(...Messages.map(({ Body = '' }) => Body));
    }
  };
  const routed = async (type: string) => {
    const stage = derive().find(({ rulePattern }) =>
      (rulePattern as readonly string[]).includes(type),
    )?.stage;
    assert.ok(stage !== undefined, type);
    return (await envelopesOf(stage)).map(({ detail }) => publishedEventSchema.parse(detail).runId);
  };

  eventBusContract('EventBridge', async () => {
    await make();
    return { bus, routed, close: async () => undefined };
  });

  describe('with faults', () => {
    const event = toPublished(runAfter(planned), 'run.planned', '2026-01-01T00:00:00.000Z');
    beforeEach(make);
    afterEach(() => assert.equal(wire.proxy.left(), 0, 'a planned fault met no request'));

    it('carries the event whole, in an envelope that says whose it is and what it is', async () => {
      await bus.publish(event);
      const [envelope] = await envelopesOf('executor-dispatch');
      assert.partialDeepStrictEqual(envelope, {
        source: 'kaiseki',
        'detail-type': 'run.planned',
        detail: event,
      });
    });

    it('publishes once what was throttled or did not arrive', async () => {
      wire.proxy.fail('PutEvents', { answers: 400, code: 'ThrottlingException' }, 'reset');
      await bus.publish(event);
      assert.deepEqual(await routed('run.planned'), ['r1']);
    });

    it('publishes again under the same id when the answer was lost: at least once', async () => {
      wire.proxy.fail('PutEvents', 'answer lost');
      await bus.publish(event);
      const ids = (await envelopesOf('executor-dispatch')).map(
        ({ detail }) => publishedEventSchema.parse(detail).id,
      );
      assert.deepEqual(ids, [event.id, event.id]);
    });

    it('gives up after three tries, for another time', async () => {
      wire.proxy.fail('PutEvents', 'silent', 'reset', { answers: 500, code: 'InternalException' });
      await assert.rejects(bus.publish(event), RetryableError);
      assert.deepEqual(await routed('run.planned'), []);
    });

    it('says what to do when it is not allowed to', async () => {
      wire.proxy.fail('PutEvents', { answers: 400, code: 'AccessDeniedException' });
      await assert.rejects(bus.publish(event), (error) => {
        assert.ok(error instanceof PermanentError);
        assert.match(error.message, /^EventBridge PutEvents of run\.planned of run r1: .*deploy it again/);
        return true;
      });
    });
  });
});
