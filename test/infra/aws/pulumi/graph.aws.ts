import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { readConfig } from '../../../../infra/aws/config.ts';
import { loadTargetSchema } from '../../../../infra/aws/load/target.ts';
import { alarmCount, secretCount } from '../../../../infra/aws/cost/idle.ts';
import type { Capture } from '../../../fakes/pulumi/captured.ts';
import { runProgram } from '../../../fakes/pulumi/run-program.ts';
import {
  configFor,
  configOf,
  deploymentNames,
  deploymentOf,
  find,
  ofType,
  previewOf,
} from './deployments.ts';
import { compilerErrors, typedArguments } from './typed-arguments.ts';

/** Physical names that two resources of one type share: AWS would refuse the second. */
function sharedNames({ resources }: Capture): string[] {
  const named = resources
    .filter(({ custom, inputs }) => custom && typeof inputs['name'] === 'string')
    .map(({ type, inputs }) => `${type} ${String(inputs['name'])} ${String(inputs['eventBusName'])}`);
  return named.filter((one, index) => named.indexOf(one) !== index);
}

describe('the Pulumi program', function () {
  this.timeout(180_000);

  it('is typed as the provider takes it, strictly, with any settings', async () => {
    const text = typedArguments(await Promise.all(deploymentNames.map(deploymentOf)));
    assert.ok(text.split('\n').length > 500);
    assert.deepEqual(await compilerErrors(text), []);
  });

  it('is seen to be typed wrongly (negative control)', async () => {
    const capture = await deploymentOf('plain');
    find(capture, 'aws:sqs/queue:Queue', 'planner').inputs['visibilitySeconds'] = 5;
    find(capture, 'aws:ecs/taskDefinition:TaskDefinition', 'slot').inputs['volumes'] = [{ nmae: 'out' }];
    delete find(capture, 'aws:lambda/function:Function', 'sweep').inputs['role'];
    const errors = await compilerErrors(typedArguments([capture]));
    assert.equal(errors.length, 3);
    assert.match(errors.join('\n'), /visibilitySeconds/);
    assert.match(errors.join('\n'), /nmae/);
    assert.match(errors.join('\n'), /role/);
  });

  for (const name of deploymentNames)
    it(`gives no two things one name (${name})`, async () => {
      assert.deepEqual(sharedNames(await deploymentOf(name)), []);
    });

  it('is seen to name two things alike (negative control)', async () => {
    const capture = await deploymentOf('plain');
    find(capture, 'aws:sqs/queue:Queue', 'planner').inputs['name'] = 'kaiseki-dev-repair';
    assert.deepEqual(sharedNames(capture), ['aws:sqs/queue:Queue kaiseki-dev-repair undefined']);
  });

  it('is refused when it registers one name twice (negative control of the engine)', async () => {
    const entry = join(mkdtempSync(join(tmpdir(), 'kaiseki-program-')), 'index.mjs');
    const aws = new URL('../../../../node_modules/@pulumi/aws/index.js', import.meta.url).href;
    writeFileSync(entry, `import aws from '${aws}'; new aws.sqs.Queue('a'); new aws.sqs.Queue('a');`);
    const capture = await runProgram({ config: configOf({}), entry });
    assert.notEqual(capture.exitCode, 0);
    assert.match(capture.messages.join('\n'), /Duplicate resource URN/);
  });

  it('can be previewed: nothing in it needs to know what only AWS knows', async () => {
    const preview = await previewOf('plain');
    assert.equal(preview.exitCode, 0, preview.messages.join('\n'));
    const urns = ({ resources }: Capture) => resources.map(({ urn }) => urn);
    assert.deepEqual(urns(preview), urns(await deploymentOf('plain')));
  });

  it('tags everything with project and stack, by the provider that makes it', async () => {
    const capture = await deploymentOf('plain');
    const provider = find(capture, 'pulumi:providers:aws', 'aws');
    assert.deepEqual(JSON.parse(String(provider.inputs['defaultTags'])), {
      tags: { project: 'kaiseki', stack: 'dev' },
    });
    const others = capture.resources.filter(
      (one) => one.type.startsWith('aws:') && !one.provider.startsWith(`${provider.urn}::`),
    );
    assert.deepEqual(
      others.map(({ urn }) => urn),
      [],
    );
  });

  it('gives the outputs that people need', async () => {
    const { outputs } = await deploymentOf('plain');
    assert.deepEqual(Object.keys(outputs).toSorted(), [
      'alarms', 'bucket', 'byHand', 'dashboard', 'eventBus', 'githubConnection', 'image', 'load', 'loadRole',
      'queryRole', 'repository', 'taskFamily', 'unloadRole', 'url', 'warehouse', 'webhookSecret',
    ]); // prettier-ignore
    assert.match(String(outputs['url']), /^https:\/\//);
    assert.deepEqual(outputs['byHand'], []);
  });

  for (const [name, expected] of [
    ['plain', { workgroup: 'kaiseki-dev', cluster: null, database: 'kaiseki', schema: 'public' }],
    ['existing', { workgroup: 'theirs', cluster: null, database: 'dwh', schema: 'sales', secret: null }],
    ['open', { workgroup: null, cluster: 'theirs', database: 'kaiseki', schema: 'public' }],
  ] as const)
    it(`says to whoever loads tables where they go (${name})`, async () => {
      const { outputs } = await deploymentOf(name);
      const target = loadTargetSchema.parse(outputs['load']);
      const found = Object.fromEntries(Object.entries(target).filter(([key]) => key in expected));
      assert.deepEqual(found, expected);
      assert.deepEqual([target.bucket, target.role], [outputs['bucket'], outputs['loadRole']]);
      assert.match(target.reader ?? '', /^IAMR:./);
    });

  it('says what is left to a person where things existed before', async () => {
    const steps = (await deploymentOf('existing')).outputs['byHand'] as string[];
    assert.deepEqual(
      steps.map((step) => step.split(/[:"]/)[0]),
      [
        'Add to the policy of the bucket their-bucket',
        'Attach to your Redshift, beside the roles it has',
        'Run as administrator in dwh',
        'Complete the connection to GitHub in the console (Developer Tools, Connections)',
      ],
    );
    assert.doesNotMatch(String(steps[2]), /REVOKE/);
  });

  for (const name of deploymentNames)
    it(`has as many alarms and secrets as its idle cost says (${name})`, async () => {
      const capture = await deploymentOf(name);
      const config = readConfig(configFor(name));
      assert.equal(ofType(capture, 'aws:cloudwatch/metricAlarm:MetricAlarm').length, alarmCount(config));
      const managed = ofType(capture, 'aws:redshiftserverless/namespace:Namespace').length;
      const secrets = ofType(capture, 'aws:secretsmanager/secret:Secret').length;
      assert.equal(secrets + managed, secretCount(config));
    });

  it('builds the image on the way up, and takes it by digest', async () => {
    const capture = await deploymentOf('plain');
    const project = find(capture, 'aws:codebuild/project:Project', 'image');
    const sources = find(capture, 'aws:s3/bucketObjectv2:BucketObjectv2', 'sources');
    const { location } = project.inputs['source'] as { location: string };
    assert.ok(location.endsWith(`/${String(sources.inputs['key'])}`));
    const { assets } = sources.inputs['source'] as { assets: Record<string, unknown> };
    for (const file of [
      'Dockerfile',
      'build.sh',
      'buildspec.yml',
      'requirements.lock',
      'kaiseki/__init__.py',
    ])
      assert.ok(`executor-image/${file}` in assets, file);
    assert.deepEqual(
      Object.keys(assets).filter((path) => /__pycache__|\/build\/|\.pyc$/.test(path)),
      [],
    );
    assert.equal(ofType(capture, 'aws:codepipeline/pipeline:Pipeline').length, 0);
  });

  it('fetches from GitHub when it is told to, and registers a revision with the new image', async () => {
    const { inputs } = find(await deploymentOf('existing'), 'aws:codepipeline/pipeline:Pipeline', 'pipeline');
    const stages = inputs['stages'] as {
      name: string;
      actions: { configuration: Record<string, string> }[];
    }[];
    assert.deepEqual(
      stages.map(({ name }) => name),
      ['Source', 'Build', 'Register'],
    );
    assert.equal(stages[0]?.actions[0]?.configuration['FullRepositoryId'], 'someone/kaiseki');
  });

  it('is refused with all that is wrong in its settings', async () => {
    const capture = await runProgram({ config: configOf({ auth: 'none', warmSlots: 'many', speling: 'x' }) });
    assert.notEqual(capture.exitCode, 0);
    assert.match(capture.messages.join('\n'), /kaiseki:auth .*; kaiseki:warmSlots .*speling/s);
  });

  it('says what to do when the functions were not built', async () => {
    const capture = await runProgram({ config: configOf({ bundles: 'dist/elsewhere' }) });
    assert.notEqual(capture.exitCode, 0);
    assert.match(
      capture.messages.join('\n'),
      /There is no dist\/elsewhere\/ingest: run `npm run build` first/,
    );
  });
});
