import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CreateEventBusCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { after, before, describe, it } from 'mocha';
import { createEventBridgeBus, eventSource } from '../../../infra/aws/runtime/bus/eventbridge-bus.ts';
import { environments, interpreterOf } from '../../../infra/setup/environments.mjs';
import { toPublished } from '../../../shared/run/publish.ts';
import { publicEvents } from '../../../shared/topology.ts';
import { failed, planned, runAfter } from '../../fakes/run-events.ts';
import { busName, startOverTheWire, type OverTheWire } from './kit.ts';

/** The README's Python that reads a queue, as it is written there. */
async function readExample(): Promise<string> {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/```python\n([^]*?)```/g)].map(([, code = '']) => code);
  return blocks.find((code) => code.includes('receive_message')) ?? '';
}

describe('the subscriber of the README', () => {
  let wire: OverTheWire;
  let folder: string;
  let queueUrl: string;
  before(async () => {
    wire = await startOverTheWire();
    folder = await mkdtemp(join(tmpdir(), 'kaiseki-subscriber-'));
    await writeFile(join(folder, 'subscriber.py'), await readExample());
    const { eventBridge, sqs } = wire.clients;
    await eventBridge.send(new CreateEventBusCommand({ Name: busName }));
    queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'completions' }))).QueueUrl ?? '';
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
    );
    const pattern = { source: [eventSource], 'detail-type': publicEvents };
    const rule = { Name: 'completions', EventBusName: busName, EventPattern: JSON.stringify(pattern) };
    await eventBridge.send(new PutRuleCommand(rule));
    const Targets = [{ Id: 'subscriber-1', Arn: Attributes?.['QueueArn'] ?? '' }];
    await eventBridge.send(new PutTargetsCommand({ Rule: 'completions', EventBusName: busName, Targets }));
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await wire.close();
  });

  it('prints each completion once, however often it comes', async () => {
    const bus = createEventBridgeBus(wire.clients.eventBridge, busName);
    const publish = (runId: string, type: 'run.planned' | 'run.completed') => {
      const run = type === 'run.planned' ? runAfter(planned) : runAfter(planned, failed);
      return bus.publish(toPublished({ ...run, id: runId }, type, '2026-01-02T03:04:05.678Z'));
    };
    await publish('r1', 'run.planned');
    await publish('r1', 'run.completed');
    await publish('r1', 'run.completed');
    await publish('r2', 'run.completed');
    const subscriber = spawn(interpreterOf(environments.moto), ['subscriber.py', queueUrl], {
      cwd: folder,
      env: { ...process.env, AWS_DEFAULT_REGION: 'us-east-1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const lines: string[] = [];
      for await (const line of createInterface({ input: subscriber.stdout })) {
        lines.push(line);
        if (lines.length === 2) break;
      }
      assert.deepEqual(lines.toSorted(), ['failed A title /runs/r1', 'failed A title /runs/r2']);
    } finally {
      subscriber.kill();
      await once(subscriber, 'close');
    }
  });
});
