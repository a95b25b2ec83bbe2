import assert from 'node:assert/strict';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { describe, it } from 'mocha';
import { createEventBridgeBus } from '../../../../../infra/aws/runtime/bus/eventbridge-bus.ts';
import { PermanentError, RetryableError } from '../../../../../shared/errors.ts';
import { toPublished } from '../../../../../shared/run/publish.ts';
import { startHttpModel } from '../../../../fakes/http-model.ts';
import { planned, runAfter } from '../../../../fakes/run-events.ts';

const event = toPublished(runAfter(planned), 'run.planned', '2026-01-01T00:00:00.000Z');

/** A bus whose service answers 200 with this body. */
async function busAnswered(body: unknown) {
  const server = await startHttpModel(() => ({ body }));
  const client = new EventBridgeClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  return { bus: createEventBridgeBus(client, 'kaiseki'), server };
}

// Answers as in https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html: 200, whatever became
// of the entries.
describe('EventBridge bus', () => {
  for (const [code, type] of [
    ['ThrottlingException', RetryableError],
    ['InternalFailure', RetryableError],
    ['MalformedDetail', PermanentError],
    ['NotAuthorizedForSourceException', PermanentError],
  ] as const) {
    it(`rejects when the entry failed inside an answer of 200: ${code}`, async () => {
      const { bus, server } = await busAnswered({
        FailedEntryCount: 1,
        Entries: [{ ErrorCode: code, ErrorMessage: 'said so' }],
      });
      await using _ = server;
      await assert.rejects(bus.publish(event), (error) => {
        assert.ok(error instanceof type);
        assert.match(error.message, new RegExp(`run\\.planned of run r1: ${code}: said so`));
        return true;
      });
    });
  }

  it('rejects when the answer names no event', async () => {
    const { bus, server } = await busAnswered({ FailedEntryCount: 0, Entries: [] });
    await using _ = server;
    await assert.rejects(bus.publish(event), RetryableError);
  });

  it('does not send what is too large for an entry', async () => {
    const { bus, server } = await busAnswered({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
    await using _ = server;
    await bus.publish(event);
    assert.equal(server.received.length, 1);
    // Bytes count, not characters.
    const large = { ...event, principal: '解'.repeat(90_000) };
    await assert.rejects(bus.publish(large), /270\d{3} bytes/);
    assert.equal(server.received.length, 1);
  });
});
