import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readSettings, variables } from '../../../../infra/aws/runtime/settings.ts';
import { PermanentError } from '../../../../shared/errors.ts';
import { queuedStages } from '../../../../shared/topology.ts';

const urls = (suffix: string) =>
  JSON.stringify(
    Object.fromEntries(queuedStages.map((stage) => [stage, `https://sqs.example/1/${stage}${suffix}`])),
  );

const environment = {
  KAISEKI_BUCKET: 'runs',
  KAISEKI_EVENT_BUS: 'kaiseki',
  KAISEKI_QUEUES: urls(''),
  KAISEKI_DEAD_LETTER_QUEUES: urls('-dlq'),
  KAISEKI_SIGNER_ROLE: 'arn:aws:iam::1:role/signer',
  KAISEKI_QUERY_ROLE: 'arn:aws:iam::1:role/query',
  KAISEKI_CLUSTER: 'kaiseki',
  KAISEKI_TASK_DEFINITION: 'executor',
  KAISEKI_SUBNETS: 'subnet-1, subnet-2',
  KAISEKI_SECURITY_GROUPS: 'sg-1',
  KAISEKI_CAPACITY: '20',
  KAISEKI_WARM_SLOTS: '0',
  KAISEKI_CAPACITY_PROVIDERS: 'FARGATE_SPOT:3,FARGATE',
  KAISEKI_REDSHIFT_WORKGROUP: 'analysis',
  KAISEKI_REDSHIFT_DATABASE: 'dev',
  KAISEKI_REDSHIFT_SCHEMAS: 'public',
  KAISEKI_UNLOAD_ROLE: 'arn:aws:iam::1:role/unload',
  KAISEKI_WEBHOOK_SECRET: 'arn:aws:secretsmanager:us-east-1:1:secret:webhook',
  KAISEKI_AUTH: 'iam',
};

const refusalOf = (change: Record<string, string>): string => {
  try {
    readSettings({ ...environment, ...change });
  } catch (error) {
    assert.ok(error instanceof PermanentError);
    return error.message;
  }
  assert.fail('the environment was taken');
};

describe('settings of the Lambdas', () => {
  it('are read from the environment', () => {
    const settings = readSettings(environment);
    assert.deepEqual(settings.sandbox.subnets, ['subnet-1', 'subnet-2']);
    assert.deepEqual(settings.sandbox.capacityProviders, [
      { name: 'FARGATE_SPOT', weight: 3 },
      { name: 'FARGATE', weight: 1 },
    ]);
    assert.equal(settings.queues.repair, 'https://sqs.example/1/repair');
    assert.equal(settings.deadLetterQueues.repair, 'https://sqs.example/1/repair-dlq');
    assert.deepEqual(settings.models, {
      model: { service: 'none' },
      planner: 'auto',
      sees: 'statistics',
    });
    assert.deepEqual([settings.redshift.workgroup, settings.redshift.cluster], ['analysis', null]);
  });

  it('that are missing are all named at once, and so is what to do', () => {
    assert.throws(
      () => readSettings({}),
      (error: Error) => {
        const optional = /WORKGROUP|CLUSTER$|SECRET$|MODEL|PLANNER|LOG_LEVEL|OIDC|LOOPBACK/;
        const needed = variables.filter(
          (name) => name === 'KAISEKI_WEBHOOK_SECRET' || name === 'KAISEKI_CLUSTER' || !optional.test(name),
        );
        assert.equal(needed.length, 18);
        for (const name of needed) assert.ok(error.message.includes(`${name} is missing`), name);
        assert.match(error.message, /pulumi up/);
        return true;
      },
    );
  });

  it('say how people sign in to the console, where tokens are asked for', () => {
    const oidc = { KAISEKI_OIDC_ISSUER: 'https://issuer.example/pool', KAISEKI_OIDC_CLIENT_ID: 'console' };
    assert.deepEqual(readSettings({ ...environment, ...oidc, KAISEKI_AUTH: 'jwt' }).signIn, {
      issuer: 'https://issuer.example/pool',
      clientId: 'console',
      scope: 'openid',
      audience: null,
      tokenOrigin: null,
    });
    assert.equal(readSettings({ ...environment, ...oidc, KAISEKI_AUTH: 'iam' }).signIn, null);
    assert.equal(readSettings({ ...environment, KAISEKI_AUTH: 'jwt' }).signIn, null);
  });

  it('name issuer and client together, and an origin as such', () => {
    assert.match(refusalOf({ KAISEKI_OIDC_CLIENT_ID: 'x' }), /ISSUER and KAISEKI_OIDC_CLIENT_ID go together/);
    assert.match(
      refusalOf({ KAISEKI_OIDC_TOKEN_ORIGIN: 'https://a.example/token' }),
      /KAISEKI_OIDC_TOKEN_ORIGIN takes an origin/,
    );
  });

  it('that are empty count as missing', () => {
    assert.match(refusalOf({ KAISEKI_BUCKET: '' }), /KAISEKI_BUCKET is missing/);
  });

  it('name the stage that has no queue', () => {
    assert.match(refusalOf({ KAISEKI_QUEUES: '{}' }), /KAISEKI_QUEUES repair /);
    assert.match(refusalOf({ KAISEKI_QUEUES: '{' }), /KAISEKI_QUEUES is no JSON/);
  });

  it('take one warehouse', () => {
    assert.match(
      refusalOf({ KAISEKI_REDSHIFT_CLUSTER: 'other' }),
      /one of KAISEKI_REDSHIFT_WORKGROUP and KAISEKI_REDSHIFT_CLUSTER/,
    );
  });

  it('refuse what a model, a number or a capacity provider cannot be', () => {
    const refusal = refusalOf({
      KAISEKI_MODEL: 'gpt',
      KAISEKI_CAPACITY: 'many',
      KAISEKI_CAPACITY_PROVIDERS: 'EC2',
    });
    for (const word of ['gpt', 'KAISEKI_CAPACITY ', 'takes FARGATE and FARGATE_SPOT'])
      assert.ok(refusal.includes(word), `${word}: ${refusal}`);
  });
});
