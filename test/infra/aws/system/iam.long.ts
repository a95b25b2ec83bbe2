import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { functionNames } from '../../../../infra/aws/functions/names.ts';
import { allow, policy, type Statement } from '../../../../infra/aws/policies/document.ts';
import { deploymentOf } from '../pulumi/deployments.ts';
import { bundleAll } from './bundles.ts';
import { accessesOf, type Access } from './iam-actions.ts';
import { appliesTo, grantsOf, isAllowed, type Grant } from './iam-evaluator.ts';
import { arnsOf, policiesIn } from './iam-graph.ts';
import { neighboursOf } from './iam-neighbours.ts';
import { doEverything } from './iam-runs.ts';
import { unusedGrants } from './iam-unused.ts';
import { startSystem } from './system.ts';

const assumed = ['slot-signer', 'download-signer', 'query'];

describe('what the functions’ roles may do, against what they did', function () {
  this.timeout(300_000);
  let policies: ReturnType<typeof policiesIn>;
  let accesses: Access[];

  before(async () => {
    await bundleAll();
    const capture = await deploymentOf('plain');
    policies = policiesIn(capture);
    await using system = await startSystem({ repeat: true });
    await doEverything(system);
    const graph = arnsOf(capture);
    accesses = distinct(system.door.calls.flatMap((call) => accessesOf(call, graph)));
  });

  /** @param identity in place of the caller's policy */
  function allowed(access: Access, identity = policies.ofRole(access.caller), endpoint = policies.endpoint) {
    const bySlot = access.caller === 'slot-signer';
    const context = {
      ...access.context,
      'aws:SecureTransport': 'true',
      'aws:PrincipalArn': policies.arnOf(access.caller),
      ...(bySlot && { 'aws:SourceVpce': endpoint }),
    };
    if (access.action === 'sts:AssumeRole' && !policies.trusts(access.resource, access.caller)) return false;
    return isAllowed(
      { ...access, context },
      identity,
      access.action.startsWith('s3:') ? [policies.ofBucket] : [],
      bySlot ? [policies.ofEndpoint] : [],
    );
  }
  const isUsed = ({ role, statement }: Grant): boolean =>
    accesses.some((access) => access.caller === role && appliesTo(statement, access));
  const grants = (): Grant[] =>
    [...functionNames, ...assumed].flatMap((role) => grantsOf(role, policies.ofRole(role)));
  const text = ({ role, action, resource }: Grant): string => `${role} ${action} ${resource}`;

  it('allows every call', () => {
    assert.ok(accesses.length > 300, `${accesses.length} accesses`);
    console.log(`      ${accesses.length} different accesses`);
    assert.deepEqual(summary(accesses.filter((one) => !allowed(one))), []);
  });

  it('is seen to refuse a call that a policy leaves out (negative control)', () => {
    for (const statement of policies.ofRole('planner').Statement.keys()) {
      const less = policies.ofRole('planner');
      const [left] = less.Statement.splice(statement, 1);
      const used = accesses.filter((one) => one.caller === 'planner' && appliesTo(left as Statement, one));
      assert.ok(used.every((one) => !allowed(one, less)));
    }
  });

  it('allows no call on a neighbouring resource', () => {
    const neighbours = accesses.flatMap(neighboursOf);
    assert.ok(neighbours.length > 300, `${neighbours.length} neighbours`);
    assert.deepEqual(summary(neighbours.filter((one) => allowed(one))), []);
  });

  it('is seen to allow a neighbour (negative control)', () => {
    const wide = policy(allow(['sqs:SendMessage'], ['arn:aws:sqs:*']));
    const sent = accesses.filter(({ caller, action }) => caller === 'sweep' && action === 'sqs:SendMessage');
    assert.ok(sent.length > 0);
    assert.ok(sent.flatMap(neighboursOf).every((one) => allowed(one, wide)));
  });

  it('makes what was signed for a slot worth nothing outside of the slots’ network', () => {
    const signed = accesses.filter(({ caller }) => caller === 'slot-signer');
    assert.ok(signed.length > 0);
    assert.deepEqual(
      summary(signed.filter((one) => allowed(one, policies.ofRole('slot-signer'), 'vpce-another'))),
      [],
    );
  });

  it('lets a slot write what its launch made, and no log of a run', () => {
    const [written] = accesses.filter(
      ({ caller, action }) => caller === 'slot-signer' && action === 's3:PutObject',
    );
    assert.ok(written !== undefined && allowed(written));
    const log = written.resource.replace(/\/attempts\/.*/, '/log/000001');
    assert.equal(allowed({ ...written, resource: log }), false);
  });

  it('grants nothing that is not used, but what is listed with its reason', () => {
    const unused = grants()
      .filter((one) => !isUsed(one))
      .map(text);
    console.log(`      ${grants().length - unused.length} of ${grants().length} grants used`);
    assert.deepEqual(
      unused.filter((one) => !unusedGrants.some(({ grant }) => grant.test(one))),
      [],
    );
  });

  it('is seen to grant more than is used (negative control)', () => {
    const [more] = grantsOf('planner', policy(allow(['s3:DeleteObject'], ['arn:aws:s3:::another/*'])));
    assert.equal(isUsed(more as Grant), false);
    assert.ok(unusedGrants.every(({ grant }) => !grant.test(text(more as Grant))));
  });

  it('lists no reason without a grant', () => {
    const all = grants().map(text);
    assert.deepEqual(
      unusedGrants.filter(({ grant }) => !all.some((one) => grant.test(one))),
      [],
    );
  });
});

const distinct = (accesses: Access[]): Access[] => [
  ...new Map(accesses.map((one) => [JSON.stringify(one), one])).values(),
];

/** One of each kind: keys are many. */
const summary = (accesses: Access[]): string[] => [
  ...new Set(
    accesses.map(
      ({ caller, action, resource, context }) =>
        `${caller} ${action} ${resource.replace(/^(arn:aws:s3:::[^/]+\/[^/]+\/).*/, '$1…')} ${Object.values(context).join(' ').replace(/\/.*/, '/…')}`,
    ),
  ),
];
