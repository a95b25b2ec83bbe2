import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { functionNames } from '../../../../infra/aws/functions/names.ts';
import { accessFlaws, policiesOf } from './access-flaws.ts';
import { boundary, deploymentNames, deploymentOf, find, ofType } from './deployments.ts';

const roleType = 'aws:iam/role:Role';

describe('access on AWS', function () {
  this.timeout(120_000);

  for (const name of deploymentNames)
    it(`allows no action and no resource by * but those with a reason (${name})`, async () => {
      const capture = await deploymentOf(name);
      assert.ok(policiesOf(capture).length > 40);
      assert.deepEqual(accessFlaws(capture), []);
    });

  it('is seen to be too wide (negative controls)', async () => {
    const capture = await deploymentOf('plain');
    const allow = (Action: string, Resource: string, more = {}) =>
      JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource, ...more }] });
    find(capture, 'aws:iam/rolePolicy:RolePolicy', 'planner').inputs['policy'] = allow(
      's3:*',
      'arn:aws:s3:::x/y',
    );
    find(capture, 'aws:iam/rolePolicy:RolePolicy', 'repair').inputs['policy'] = allow('s3:GetObject', '*');
    find(capture, 'aws:iam/rolePolicy:RolePolicy', 'sweep').inputs['policy'] = allow(
      'sqs:SendMessage',
      'arn:aws:sqs:*',
    );
    find(capture, 'aws:sqs/queuePolicy:QueuePolicy', 'planner').inputs['policy'] = allow(
      'sqs:SendMessage',
      'q',
      {
        Principal: '*',
      },
    );
    assert.deepEqual(accessFlaws(capture), [
      'RolePolicy planner allows s3:*',
      'RolePolicy repair allows s3:GetObject on *',
      'RolePolicy sweep allows sqs:SendMessage on arn:aws:sqs:*',
      'QueuePolicy planner allows everybody',
    ]);
  });

  it('gives every function a role of its own', async () => {
    const capture = await deploymentOf('plain');
    const roles = functionNames.map(
      (name) => find(capture, 'aws:lambda/function:Function', name).inputs['role'],
    );
    assert.deepEqual(
      roles,
      functionNames.map((name) => find(capture, roleType, name).outputs['arn']),
    );
  });

  it('lets only the functions that sign assume the signers, each its own', async () => {
    const capture = await deploymentOf('plain');
    const trusted = (role: string): unknown => {
      const document = JSON.parse(String(find(capture, roleType, role).inputs['assumeRolePolicy'])) as {
        Statement: { Principal: { AWS: string[] } }[];
      };
      return document.Statement.map(({ Principal }) => Principal.AWS);
    };
    const arn = (name: string) => find(capture, roleType, name).outputs['arn'];
    assert.deepEqual(trusted('slot-signer'), [[arn('executor-dispatch'), arn('sweep')]]);
    assert.deepEqual(trusted('download-signer'), [[arn('ingest')]]);
    assert.deepEqual(trusted('query'), [
      ['ingest', 'planner', 'executor-dispatch', 'reporter', 'repair'].map(arn),
    ]);
  });

  it('puts the given boundary on every role', async () => {
    const roles = ofType(await deploymentOf('existing'), roleType);
    assert.ok(roles.length > 15);
    assert.deepEqual(
      roles.filter(({ inputs }) => inputs['permissionsBoundary'] !== boundary).map(({ name }) => name),
      [],
    );
  });

  it('lets a model be called by the functions that ask it, the profile and its geography alone', async () => {
    const capture = await deploymentOf('existing');
    const allowed = policiesOf(capture).flatMap(({ name, document }) =>
      document.Statement.filter(({ Action }) => [Action].flat().includes('bedrock:InvokeModel')).map(
        ({ Resource }) => [name, Resource] as const,
      ),
    );
    const models = [
      'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-5-5',
      'arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-5-5',
    ];
    assert.deepEqual(allowed, [
      ['RolePolicy planner', models],
      ['RolePolicy repair', models],
      ['RolePolicy reporter', models],
    ]);
  });
});
