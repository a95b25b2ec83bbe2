import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { derive, queuedStages, sweepEverySeconds, topology } from '../../../../shared/topology.ts';
import { deploymentNames, deploymentOf, find, ofType } from './deployments.ts';
import { messagingFlaws } from './messaging-flaws.ts';

const pattern = (inputs: Record<string, unknown>): unknown => JSON.parse(String(inputs['eventPattern']));

describe('messaging on AWS', function () {
  this.timeout(120_000);

  for (const name of deploymentNames)
    it(`has a dead-letter queue and a queue policy for whatever is sent (${name})`, async () => {
      assert.deepEqual(messagingFlaws(await deploymentOf(name)), []);
    });

  it('is seen to lack a dead-letter queue, a policy, encryption, time (negative controls)', async () => {
    const capture = await deploymentOf('plain');
    const queue = find(capture, 'aws:sqs/queue:Queue', 'planner');
    delete queue.inputs['redrivePolicy'];
    delete queue.inputs['sqsManagedSseEnabled'];
    queue.inputs['visibilityTimeoutSeconds'] = 1_079;
    delete find(capture, 'aws:cloudwatch/eventTarget:EventTarget', 'reporter').inputs['deadLetterConfig'];
    find(capture, 'aws:sqs/queuePolicy:QueuePolicy', 'repair').inputs['policy'] = '{"Statement":[]}';
    find(capture, 'aws:scheduler/schedule:Schedule', 'sweep').inputs['target'] = {};
    find(capture, 'aws:lambda/eventSourceMapping:EventSourceMapping', 'repair').inputs[
      'functionResponseTypes'
    ] = [];
    assert.deepEqual(messagingFlaws(capture), [
      'the queue planner has no dead-letter queue',
      'the queue planner is not encrypted',
      'the rule of repair may not send to arn:aws:sqs:eu-west-1:123456789012:kaiseki-dev-repair',
      'the target reporter has no dead-letter queue',
      'the schedule sweep has no dead-letter queue',
      'planner: a visibility of 1079 s for 180 s',
      'repair answers for whole batches',
    ]);
  });

  it('equals what the topology derives: queues, visibility, receives, rules', async () => {
    const capture = await deploymentOf('plain');
    const deployed = derive().map(({ stage, queue, deadLetterQueue, ruleDeadLetterQueue }) => {
      const { inputs } = find(capture, 'aws:sqs/queue:Queue', queue);
      const redrive = JSON.parse(String(inputs['redrivePolicy'])) as Record<string, unknown>;
      const rule = find(capture, 'aws:cloudwatch/eventRule:EventRule', stage);
      const { source, 'detail-type': rulePattern } = pattern(rule.inputs) as Record<string, unknown>;
      assert.deepEqual(source, ['kaiseki']);
      assert.equal(
        redrive['deadLetterTargetArn'],
        find(capture, 'aws:sqs/queue:Queue', deadLetterQueue).outputs['arn'],
      );
      const target = find(capture, 'aws:cloudwatch/eventTarget:EventTarget', stage).inputs;
      assert.equal(target['arn'], find(capture, 'aws:sqs/queue:Queue', queue).outputs['arn']);
      assert.deepEqual(target['deadLetterConfig'], {
        arn: find(capture, 'aws:sqs/queue:Queue', ruleDeadLetterQueue).outputs['arn'],
      });
      return {
        stage,
        queue,
        deadLetterQueue,
        ruleDeadLetterQueue,
        visibilitySeconds: inputs['visibilityTimeoutSeconds'],
        receiveLimit: redrive['maxReceiveCount'],
        rulePattern,
      };
    });
    assert.deepEqual(deployed, derive());
  });

  it('feeds each function from its own queue, in batches and so many at once as the topology says', async () => {
    const capture = await deploymentOf('plain');
    const feeds = ofType(capture, 'aws:lambda/eventSourceMapping:EventSourceMapping');
    assert.deepEqual(
      feeds.map(({ inputs }) => [inputs['eventSourceArn'], inputs['batchSize'], inputs['scalingConfig']]),
      queuedStages
        .toSorted()
        .map((stage) => [
          find(capture, 'aws:sqs/queue:Queue', stage).outputs['arn'],
          topology[stage].batchSize,
          { maximumConcurrency: topology[stage].concurrency },
        ]),
    );
  });

  it('takes hints from the default bus, each to the stage that waits for it', async () => {
    const capture = await deploymentOf('plain');
    const rules = ofType(capture, 'aws:cloudwatch/eventRule:EventRule').filter(
      ({ inputs }) => inputs['eventBusName'] === undefined,
    );
    const bucket = find(capture, 'aws:s3/bucket:Bucket', 'runs').outputs['bucket'];
    const cluster = find(capture, 'aws:ecs/cluster:Cluster', 'slots').outputs['arn'];
    const objects = (...keys: string[]) => ({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: [bucket] }, object: { key: keys.map((wildcard) => ({ wildcard })) } },
    });
    const statements = (letter: string) => ({
      source: ['aws.redshift-data'],
      'detail-type': ['Redshift Data Statement Status Change'],
      detail: {
        statementName: [{ wildcard: `kaiseki/*/${letter}/*` }],
        state: ['FINISHED', 'FAILED', 'ABORTED'],
      },
    });
    assert.deepEqual(Object.fromEntries(rules.map(({ name, inputs }) => [name, pattern(inputs)])), {
      'planner-objects': objects('runs/*/datasets/*/p*/result.json'),
      'planner-statements': statements('p'),
      'executor-dispatch-objects': objects(
        'runs/*/datasets/*/q*/result.json',
        'runs/*/attempts/*/*/result.json',
      ),
      'executor-dispatch-statements': statements('q'),
      'executor-dispatch-tasks': {
        source: ['aws.ecs'],
        'detail-type': ['ECS Task State Change'],
        detail: { clusterArn: [cluster], lastStatus: ['STOPPED'] },
      },
      'reporter-objects': objects('runs/*/datasets/*/c*/result.json'),
      'reporter-statements': statements('c'),
    });
  });

  it('sweeps once a minute, and does not make up for a minute that was missed', async () => {
    const { inputs } = find(await deploymentOf('plain'), 'aws:scheduler/schedule:Schedule', 'sweep');
    assert.equal(sweepEverySeconds, 60);
    assert.equal(inputs['scheduleExpression'], 'rate(1 minute)');
    assert.equal(
      (inputs['target'] as { retryPolicy: { maximumRetryAttempts: number } }).retryPolicy
        .maximumRetryAttempts,
      0,
    );
  });

  it('hands completions to subscribers, with a role that can send to them alone', async () => {
    const capture = await deploymentOf('existing');
    const targets = ofType(capture, 'aws:cloudwatch/eventTarget:EventTarget').filter(({ name }) =>
      name.startsWith('completions-subscriber-'),
    );
    assert.deepEqual(
      targets.map(({ inputs }) => inputs['arn']),
      ['arn:aws:sqs:eu-west-1:210987654321:theirs', 'arn:aws:events:eu-west-1:210987654321:event-bus/theirs'],
    );
    const role = find(capture, 'aws:iam/rolePolicy:RolePolicy', 'subscribers').inputs['policy'];
    assert.deepEqual(JSON.parse(String(role)), {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [targets[0]?.inputs['arn']] },
        { Effect: 'Allow', Action: ['events:PutEvents'], Resource: [targets[1]?.inputs['arn']] },
      ],
    });
  });
});
