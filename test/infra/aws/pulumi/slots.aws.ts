import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { dockerDefault, dropped, needed } from '../../../../infra/aws/cluster/capabilities.ts';
import type { PolicyDocument } from '../../../../infra/aws/policies/document.ts';
import { defaultLimits } from '../../../../shared/run/limits.ts';
import { deploymentNames, deploymentOf, find, ofType } from './deployments.ts';

interface Container {
  name: string;
  image: string;
  user: string;
  readonlyRootFilesystem: boolean;
  privileged: boolean;
  linuxParameters: { capabilities: { add?: string[]; drop: string[] } };
  mountPoints: { containerPath: string }[];
}

describe('slots on AWS', function () {
  this.timeout(120_000);

  for (const name of deploymentNames)
    it(`have no role, no writable root and no more capabilities than they need (${name})`, async () => {
      const { inputs } = find(await deploymentOf(name), 'aws:ecs/taskDefinition:TaskDefinition', 'slot');
      const containers = JSON.parse(String(inputs['containerDefinitions'])) as Container[];
      const [container] = containers;
      assert.equal(containers.length, 1);
      assert.equal('taskRoleArn' in inputs, false);
      assert.equal(container?.readonlyRootFilesystem, true);
      assert.equal(container?.privileged, false);
      assert.deepEqual(container?.linuxParameters.capabilities, { drop: dropped });
      assert.match(container?.image ?? '', /@sha256:[0-9a-f]{64}$/);
      assert.deepEqual(
        container?.mountPoints.map(({ containerPath }) => containerPath),
        ['/out', '/tmp', '/inputs'],
      );
    });

  it('keep the six capabilities that the executor needs, out of what Fargate begins with', () => {
    assert.deepEqual(
      dockerDefault.filter((one) => !dropped.includes(one)),
      [...needed].toSorted(),
    );
  });

  it('hold more memory than a program may use', async () => {
    const { inputs } = find(await deploymentOf('plain'), 'aws:ecs/taskDefinition:TaskDefinition', 'slot');
    assert.ok(Number(inputs['memory']) * 2 ** 20 >= defaultLimits.programMemoryBytes + 512 * 2 ** 20);
  });

  it('stand in private subnets of a network without a way out', async () => {
    const capture = await deploymentOf('plain');
    const ways = ['internetGateway:InternetGateway', 'natGateway:NatGateway', 'route:Route', 'eip:Eip'];
    for (const way of ways) assert.deepEqual(ofType(capture, `aws:ec2/${way}`), []);
    for (const { inputs } of ofType(capture, 'aws:ec2/subnet:Subnet'))
      assert.equal(inputs['mapPublicIpOnLaunch'], false);
    const [slots, endpoints] = ['slots', 'endpoints'].map((name) =>
      find(capture, 'aws:ec2/securityGroup:SecurityGroup', name),
    );
    assert.deepEqual(
      ofType(capture, 'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule').map(({ inputs }) => [
        inputs['securityGroupId'],
        inputs['referencedSecurityGroupId'] ?? inputs['prefixListId'],
        inputs['fromPort'],
        inputs['toPort'],
      ]),
      [
        [slots?.outputs['id'], endpoints?.outputs['id'], 443, 443],
        [slots?.outputs['id'], 'pl-0123456789abcdef0', 443, 443],
      ],
    );
  });

  it("reach the project's bucket, image layers, the registry and the log, and nothing else", async () => {
    const capture = await deploymentOf('plain');
    const bucket = String(find(capture, 'aws:s3/bucket:Bucket', 'runs').outputs['arn']);
    const repository = find(capture, 'aws:ecr/repository:Repository', 'executor').outputs['arn'];
    const log = String(find(capture, 'aws:cloudwatch/logGroup:LogGroup', 'slots').outputs['arn']);
    const reached = Object.fromEntries(
      ofType(capture, 'aws:ec2/vpcEndpoint:VpcEndpoint').map(({ name, inputs }) => [
        name,
        (JSON.parse(String(inputs['policy'])) as PolicyDocument).Statement.map(({ Resource }) => Resource),
      ]),
    );
    assert.deepEqual(reached, {
      s3: [
        [`${bucket}/slots/*`, `${bucket}/runs/*`],
        bucket,
        'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*',
      ],
      'ecr.api': ['*', repository],
      'ecr.dkr': ['*', repository],
      logs: [`${log}:*`],
    });
  });

  it('can look up no name but those they need', async () => {
    const capture = await deploymentOf('plain');
    const rules = ['needed', 'everything-else'].map(
      (name) => find(capture, 'aws:route53/resolverFirewallRule:ResolverFirewallRule', name).inputs,
    );
    const domains = (id: unknown) =>
      ofType(capture, 'aws:route53/resolverFirewallDomainList:ResolverFirewallDomainList').find(
        ({ outputs }) => outputs['id'] === id,
      )?.inputs['domains'];
    const bucket = String(find(capture, 'aws:s3/bucket:Bucket', 'runs').outputs['bucket']);
    assert.deepEqual(
      rules.map((rule) => [rule['priority'], rule['action'], domains(rule['firewallDomainListId'])]),
      [
        [
          100,
          'ALLOW',
          [
            `${bucket}.s3.eu-west-1.amazonaws.com`,
            'prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com',
            'api.ecr.eu-west-1.amazonaws.com',
            '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
            'logs.eu-west-1.amazonaws.com',
          ],
        ],
        [200, 'BLOCK', ['*']],
      ],
    );
    assert.equal(
      find(capture, 'aws:route53/resolverFirewallConfig:ResolverFirewallConfig', 'slots').inputs[
        'firewallFailOpen'
      ],
      'DISABLED',
    );
  });

  it('go into a given network, of which nothing but a security group is made', async () => {
    const capture = await deploymentOf('existing');
    const made = capture.resources.filter(({ type }) => /^aws:(ec2|vpc|route53)\//.test(type));
    assert.deepEqual(
      made.map(({ name }) => name),
      ['slots', 'slots-to-endpoints', 'slots-to-s3'],
    );
  });
});
