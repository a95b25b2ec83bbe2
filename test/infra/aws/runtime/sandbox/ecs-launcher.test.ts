import assert from 'node:assert/strict';
import { ECSClient } from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createEcsLauncher } from '../../../../../infra/aws/runtime/sandbox/ecs-launcher.ts';
import type { SlotLauncher, SlotOpening } from '../../../../../infra/slots/launcher.ts';
import { isPermanent } from '../../../../../shared/errors.ts';
import { startEcs, type EcsFake } from '../../../../fakes/aws/ecs.ts';
import { ServiceRefusal } from '../../../../fakes/aws/json-service.ts';
import { createVirtualClock } from '../../../../fakes/virtual-clock.ts';

const settings = {
  cluster: 'kaiseki',
  taskDefinition: 'kaiseki-executor',
  subnets: ['subnet-1'],
  securityGroups: ['sg-1'],
  capacity: 4,
  warmSlots: 0,
  capacityProviders: [{ name: 'FARGATE' as const, weight: 1 }],
};

describe('slots as Fargate tasks', () => {
  let ecs: EcsFake;
  let clock: ReturnType<typeof createVirtualClock>;
  let launcher: SlotLauncher;
  const make = (change: Partial<typeof settings> = {}) =>
    createEcsLauncher({
      client: new ECSClient({
        endpoint: ecs.url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'executor-dispatch', secretAccessKey: 'x' },
        maxAttempts: 1,
      }),
      settings: { ...settings, ...change },
      clock,
    });
  beforeEach(async () => {
    clock = createVirtualClock();
    ecs = await startEcs({ cluster: 'kaiseki', family: 'kaiseki-executor', containers: ['executor'] });
    launcher = make();
  });
  afterEach(() => ecs[Symbol.asyncDispose]());

  const openingOf = async (slot: string): Promise<SlotOpening> => ({
    version: 1,
    slot,
    mailbox: 'https://bucket.example/slots/1?X-Amz-Signature=secret',
    expiresAt: '2026-12-01T00:50:00.000Z',
    recipe: await launcher.recipe(),
  });
  const only = () => {
    assert.equal(ecs.tasks.size, 1);
    return [...ecs.tasks.values()][0] ?? assert.fail();
  };
  const endingIn = async (how: Parameters<EcsFake['end']>[1]) => {
    const handle = await launcher.launch(await openingOf('s1'));
    ecs.end(handle, how);
    return launcher.inspect(handle);
  };

  it('gives the task its slot and its mailbox, no address and nothing else', async () => {
    await launcher.launch(await openingOf('s1'));
    assert.deepEqual(only().environment, {
      KAISEKI_SLOT: 's1',
      KAISEKI_MAILBOX: 'https://bucket.example/slots/1?X-Amz-Signature=secret',
    });
    assert.equal(only().startedBy, 'kaiseki/s1');
    const [call] = ecs.calls.filter(({ action }) => action === 'RunTask');
    assert.match(JSON.stringify(call?.input), /"assignPublicIp":"DISABLED"/);
  });

  it('launches one task for a slot, however often it is asked and whatever became of the answer', async () => {
    const opening = await openingOf('s1');
    ecs.spoil('RunTask', 'answer lost');
    await assert.rejects(launcher.launch(opening), (error) => !isPermanent(error));
    const first = await launcher.launch(opening);
    assert.equal(await make().launch(opening), first);
    assert.equal(only().taskArn, first);
  });

  it('launches what the opening says, after a deployment too', async () => {
    const opening = await openingOf('s1');
    ecs.registerRevision();
    const later = make({ subnets: ['subnet-2'] });
    const handle = await later.launch(opening);
    assert.match(only().taskDefinitionArn, /kaiseki-executor:1$/);
    assert.equal(await launcher.launch(opening), handle);
  });

  it('finds the task that other words launched under the same token', async () => {
    const opening = await openingOf('s1');
    const handle = await launcher.launch(opening);
    assert.equal(await launcher.launch({ ...opening, mailbox: 'https://elsewhere.example/' }), handle);
    assert.equal(ecs.tasks.size, 1);
  });

  it('asks for the newest revision once a minute', async () => {
    await launcher.recipe();
    const arn = ecs.registerRevision();
    assert.doesNotMatch(await launcher.recipe(), new RegExp(arn));
    clock.advance(61);
    assert.match(await launcher.recipe(), new RegExp(arn));
  });

  it('says "unknown" of a task that is not visible yet, and "running" later', async () => {
    ecs.hideFor(1);
    const handle = await launcher.launch(await openingOf('s1'));
    assert.deepEqual(await launcher.inspect(handle), { status: 'unknown' });
    assert.deepEqual(await launcher.inspect(handle), { status: 'running' });
  });

  it('stops a task, and says that it has ended when it has', async () => {
    const handle = await launcher.launch(await openingOf('s1'));
    assert.equal(await launcher.stop('s1', handle), 'stopping');
    ecs.end(handle, { exitCode: 137 });
    assert.equal(await launcher.stop('s1', handle), 'ended');
    const state = await launcher.inspect(handle);
    assert.ok(state.status === 'ended' && !state.counted);
  });

  it('finds what was launched for a slot whose handle nobody wrote down', async () => {
    assert.equal(await launcher.stop('s1', null), 'unknown');
    const handle = await launcher.launch(await openingOf('s1'));
    await launcher.launch(await openingOf('s2'));
    assert.equal(await launcher.stop('s1', null), 'stopping');
    assert.equal(ecs.tasks.get(handle)?.desiredStatus, 'STOPPED');
    ecs.end(handle, {});
    assert.equal(await launcher.stop('s1', null), 'ended');
    assert.deepEqual(
      [...ecs.tasks.values()].map(({ desiredStatus }) => desiredStatus),
      ['STOPPED', 'RUNNING'],
    );
  });

  it('says "unknown" when it is to stop what ECS does not know', async () => {
    assert.equal(await launcher.stop('s1', 'arn:aws:ecs:us-east-1:123456789012:task/kaiseki/f00'), 'unknown');
  });

  const ends = [
    ['taken by Spot', { stopCode: 'SpotInterruption' }, false, /Spot/],
    [
      'without its image',
      { stopCode: 'TaskFailedToStart', stoppedReason: 'CannotPullContainerError: not found' },
      true,
      /CannotPullContainerError/,
    ],
    [
      'out of memory',
      {
        stopCode: 'EssentialContainerExited',
        exitCode: 137,
        containerReason: 'OutOfMemoryError: Container killed due to memory usage',
      },
      true,
      /out of memory/,
    ],
    ['killed otherwise', { stopCode: 'EssentialContainerExited', exitCode: 137 }, true, /code 137/],
    ['by itself', { stopCode: 'EssentialContainerExited', exitCode: 0 }, false, /had ended/],
    ['by an error of the executor', { stopCode: 'EssentialContainerExited', exitCode: 70 }, true, /code 70/],
    ['by a person', { stopCode: 'UserInitiated', stoppedReason: 'deploy' }, false, /stopped: deploy/],
  ] as const;
  for (const [how, record, counted, reason] of ends)
    it(`tells apart a task that ended ${how}`, async () => {
      const state = await endingIn(record);
      assert.ok(state.status === 'ended');
      assert.equal(state.counted, counted);
      assert.match(state.reason, reason);
    });

  it('waits where there is no room, and gives up where it may not', async () => {
    const opening = await openingOf('s1');
    ecs.spoil('RunTask', new ServiceRefusal('ClientException', 'Capacity is unavailable at this time.'));
    await assert.rejects(launcher.launch(opening), (error) => !isPermanent(error));
    ecs.spoil('RunTask', new ServiceRefusal('ThrottlingException', 'Rate exceeded'));
    await assert.rejects(launcher.launch(opening), (error) => !isPermanent(error));
    ecs.spoil(
      'RunTask',
      new ServiceRefusal('AccessDeniedException', 'not authorized to perform: iam:PassRole'),
    );
    await assert.rejects(
      launcher.launch(opening),
      (error) => isPermanent(error) && /PassRole/.test(String(error)),
    );
    assert.equal(ecs.tasks.size, 0);
  });
});
