import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { functionNames } from '../../../../infra/aws/functions/names.ts';
import { readSettings, variables } from '../../../../infra/aws/runtime/settings.ts';
import { queuedStages, topology } from '../../../../shared/topology.ts';
import type { Capture } from '../../../fakes/pulumi/captured.ts';
import { deploymentNames, deploymentOf, find, ofType, type DeploymentName } from './deployments.ts';

const lambdaType = 'aws:lambda/function:Function';

const variablesOf = (capture: Capture, name: string): Record<string, string> =>
  (find(capture, lambdaType, name).inputs['environment'] as { variables: Record<string, string> }).variables;

describe('functions on AWS', function () {
  this.timeout(120_000);

  it('are one per service, outside of any network, each with its own bundle and log', async () => {
    const capture = await deploymentOf('plain');
    const functions = ofType(capture, lambdaType).filter(({ name }) => name !== 'image');
    assert.deepEqual(
      functions.map(({ name }) => name),
      functionNames.toSorted(),
    );
    for (const { name, inputs } of functions) {
      assert.equal(inputs['runtime'], 'nodejs24.x');
      assert.equal(inputs['vpcConfig'], undefined);
      assert.match((inputs['code'] as { path: string }).path, new RegExp(`/${name}$`));
      assert.equal(
        (inputs['loggingConfig'] as { logGroup: string }).logGroup,
        find(capture, 'aws:cloudwatch/logGroup:LogGroup', name).inputs['name'],
      );
    }
  });

  it('end when the topology says that a look is over', async () => {
    const capture = await deploymentOf('plain');
    for (const stage of queuedStages)
      assert.equal(find(capture, lambdaType, stage).inputs['timeout'], topology[stage].timeoutSeconds);
  });

  for (const name of deploymentNames)
    it(`have an environment of less than the 4 KB that Lambda takes (${name})`, async () => {
      const capture = await deploymentOf(name);
      for (const one of functionNames)
        assert.ok(JSON.stringify(variablesOf(capture, one)).length < 4_000, one);
    });

  it("sign for people by a role that the bucket lets through from anywhere, for slots by one that it doesn't", async () => {
    const capture = await deploymentOf('plain');
    const signers = functionNames.map((name) => variablesOf(capture, name)['KAISEKI_SIGNER_ROLE']);
    const role = (name: string) => find(capture, 'aws:iam/role:Role', name).outputs['arn'];
    assert.deepEqual(
      signers,
      functionNames.map((name) => role(name === 'ingest' ? 'download-signer' : 'slot-signer')),
    );
  });

  const cases: [DeploymentName, Record<string, string | undefined>][] = [
    [
      'plain',
      {
        KAISEKI_WARM_SLOTS: '0',
        KAISEKI_CAPACITY: '3',
        KAISEKI_MODEL: 'none',
        KAISEKI_REDSHIFT_WORKGROUP: 'kaiseki-dev',
        KAISEKI_REDSHIFT_CLUSTER: undefined,
        KAISEKI_AUTH: 'iam',
        KAISEKI_OIDC_ISSUER: undefined,
        KAISEKI_MODEL_KEY_SECRET: undefined,
      },
    ],
    [
      'existing',
      {
        KAISEKI_BUCKET: 'their-bucket',
        KAISEKI_SUBNETS: 'subnet-1,subnet-2',
        KAISEKI_REDSHIFT_WORKGROUP: 'theirs',
        KAISEKI_REDSHIFT_DATABASE: 'dwh',
        KAISEKI_REDSHIFT_SCHEMAS: 'sales,hr',
        KAISEKI_AUTH: 'jwt',
        KAISEKI_OIDC_ISSUER: 'https://login.example.com',
        KAISEKI_OIDC_CLIENT_ID: 'console',
        KAISEKI_OIDC_SCOPE: 'openid',
        KAISEKI_OIDC_AUDIENCE: undefined,
        KAISEKI_OIDC_TOKEN_ORIGIN: 'https://tokens.example.com',
      },
    ],
    [
      'open',
      {
        KAISEKI_WARM_SLOTS: '2',
        KAISEKI_CAPACITY_PROVIDERS: 'FARGATE_SPOT:3,FARGATE:1',
        KAISEKI_REDSHIFT_WORKGROUP: undefined,
        KAISEKI_REDSHIFT_CLUSTER: 'theirs',
        KAISEKI_AUTH: 'open',
      },
    ],
  ];
  for (const [name, expected] of cases)
    it(`are told what the settings say (${name})`, async () => {
      const environment = variablesOf(await deploymentOf(name), 'executor-dispatch');
      const told = Object.fromEntries(Object.keys(expected).map((one) => [one, environment[one]]));
      assert.deepEqual(told, expected);
    });

  for (const name of deploymentNames)
    it(`are told exactly what they read, and can read it (${name})`, async () => {
      const capture = await deploymentOf(name);
      for (const one of functionNames) {
        const environment = variablesOf(capture, one);
        const strangers = Object.keys(environment).filter((key) => !(variables as string[]).includes(key));
        assert.deepEqual(strangers, []);
        assert.doesNotThrow(() => readSettings(environment), one);
      }
    });

  it("are told where the model's key is, and not the key", async () => {
    const capture = await deploymentOf('open');
    assert.equal(
      variablesOf(capture, 'planner')['KAISEKI_MODEL_KEY_SECRET'],
      find(capture, 'aws:secretsmanager/secret:Secret', 'model-key').outputs['arn'],
    );
  });

  it('connect to an own warehouse only after their user was given what it may read', async () => {
    const capture = await deploymentOf('plain');
    const grants = ofType(capture, 'aws:redshiftdata/statement:Statement');
    const last = grants.at(-1)?.urn ?? '';
    assert.ok(find(capture, lambdaType, 'planner').dependencies.includes(last));
    const user = String(find(capture, 'aws:iam/role:Role', 'query').outputs['name']);
    assert.deepEqual(
      grants.map(({ inputs }) => inputs['sql']),
      [
        `CREATE USER "IAMR:${user}" PASSWORD DISABLE`,
        `ALTER USER "IAMR:${user}" SET statement_timeout TO 300000`,
        'REVOKE TEMPORARY ON DATABASE "kaiseki" FROM PUBLIC',
        'REVOKE CREATE ON SCHEMA "public" FROM PUBLIC',
        `GRANT USAGE ON SCHEMA "public" TO "IAMR:${user}"`,
        `GRANT SELECT ON ALL TABLES IN SCHEMA "public" TO "IAMR:${user}"`,
        `ALTER DEFAULT PRIVILEGES IN SCHEMA "public" GRANT SELECT ON TABLES TO "IAMR:${user}"`,
      ],
    );
  });
});
