import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readMessage } from '../../../../../infra/aws/runtime/lambda/envelope.ts';
import { statementName } from '../../../../../infra/aws/runtime/warehouse/names.ts';
import { PermanentError } from '../../../../../shared/errors.ts';
import { launchPrefix, queryToken } from '../../../../../shared/run/keys.ts';
import { toPublished } from '../../../../../shared/run/publish.ts';
import { accepted, runAfter } from '../../../../fakes/run-events.ts';

/** As EventBridge puts an event into a queue, with all the fields that nobody reads. */
const event = (source: string, type: string, detail: unknown): string =>
  JSON.stringify({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': type,
    source,
    account: '123456789012',
    time: '2026-12-01T00:00:00Z',
    region: 'us-east-1',
    resources: [],
    detail,
  });

describe('a message of a stage’s queue', () => {
  it('is a look, sent by a service or by the sweep', () => {
    assert.deepEqual(readMessage('{"runId":"r1"}'), { look: { runId: 'r1' } });
    const wake = { runId: 'r1', wake: { seq: 3, slot: 2 } };
    assert.deepEqual(readMessage(JSON.stringify(wake)), { look: wake });
  });

  it('is an event of ours as the rule put it there', () => {
    const published = toPublished(runAfter(), 'run.accepted', '2026-12-01T00:00:00.000Z');
    assert.deepEqual(readMessage(event('kaiseki', 'run.accepted', published)), {
      look: { runId: accepted.runId },
    });
  });

  it('is a hint: an object was written, a statement or a task changed its state', () => {
    const key = `${launchPrefix('r1', 1, 1)}result.json`;
    const object = {
      version: '0',
      bucket: { name: 'b' },
      object: { key, size: 5, 'version-id': 'v' },
      reason: 'PostObject',
    };
    assert.deepEqual(readMessage(event('aws.s3', 'Object Created', object)), { look: { runId: 'r1' } });
    const name = statementName(queryToken('r1', 'planner', 1, 'a'.repeat(32), 1), 'result');
    assert.deepEqual(
      readMessage(
        event('aws.redshift-data', 'Redshift Data Statement Status Change', {
          statementName: name,
          state: 'FINISHED',
        }),
      ),
      { look: { runId: 'r1' } },
    );
    const task = { taskArn: 'arn', lastStatus: 'STOPPED', startedBy: 'kaiseki/s1' };
    assert.deepEqual(readMessage(event('aws.ecs', 'ECS Task State Change', task)), { slot: 's1' });
  });

  it('asks for nothing when it is about something that is not ours', () => {
    for (const body of [
      event('aws.s3', 'Object Created', { object: { key: 'index/a/b' } }),
      event('aws.redshift-data', 'x', { statementName: 'nightly load' }),
      event('aws.redshift-data', 'x', {}),
      event('aws.ecs', 'x', { startedBy: 'ecs-svc/1' }),
      event('aws.ecs', 'x', { startedBy: 'kaiseki/../../claim' }),
    ])
      assert.ok('nothing' in readMessage(body), body);
  });

  for (const [what, body] of [
    ['no JSON', 'look at r1'],
    ['a look with more in it', '{"runId":"r1","sql":"DROP TABLE users"}'],
    ['an event of an unknown source', event('mallory', 'run.accepted', { runId: 'r1' })],
    ['an event of ours with a prompt in it', event('kaiseki', 'run.accepted', { runId: 'r1', prompt: 'x' })],
    ['an event of S3 without its object', event('aws.s3', 'Object Created', {})],
  ] as const)
    it(`is refused for ever as ${what}`, () => {
      assert.throws(() => readMessage(body), PermanentError);
    });
});
