import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { allow, policy, type Statement } from '../../../../infra/aws/policies/document.ts';
import { grantsOf, isAllowed } from './iam-evaluator.ts';

const bucket = 'arn:aws:s3:::b';
const get = (key: string, context = {}) => ({
  action: 's3:GetObject',
  resource: `${bucket}/${key}`,
  context,
});
const list = (context: Record<string, string>) => ({ action: 's3:ListBucket', resource: bucket, context });
const reading = policy(allow(['s3:GetObject'], [`${bucket}/runs/*/log/*`]));

describe('what IAM says', () => {
  it('is no to what nothing allows', () => {
    assert.equal(isAllowed(get('runs/1/log/2'), policy()), false);
  });

  it('is yes to what a pattern covers, slashes included', () => {
    assert.equal(isAllowed(get('runs/1/x/log/2'), reading), true);
    assert.equal(isAllowed(get('runs/1/plans/2'), reading), false);
  });

  it('takes a dot for a dot', () => {
    const dotted = policy(allow(['s3:GetObject'], [`${bucket}/a.b`]));
    assert.equal(isAllowed(get('a.b'), dotted), true);
    assert.equal(isAllowed(get('axb'), dotted), false);
  });

  it('is no to what another policy refuses', () => {
    const deny: Statement = { ...allow(['s3:*'], [`${bucket}/*`]), Effect: 'Deny' };
    assert.equal(isAllowed(get('runs/1/log/2'), reading, [policy(deny)]), false);
  });

  it('is no to what a boundary leaves out', () => {
    assert.equal(isAllowed(get('runs/1/log/2'), reading, [], [policy()]), false);
  });

  it('takes a missing key for no match, but for IfExists and negations', () => {
    const where = (operator: string) =>
      policy(allow(['s3:ListBucket'], [bucket], { [operator]: { 's3:prefix': 'a/*' } }));
    assert.equal(isAllowed(list({}), where('StringLike')), false);
    assert.equal(isAllowed(list({}), where('StringLikeIfExists')), true);
    assert.equal(isAllowed(list({ 's3:prefix': 'b/' }), where('StringLikeIfExists')), false);
    assert.equal(isAllowed(list({}), where('StringNotEquals')), true);
  });

  it('is not guessed where a condition’s operator is unknown', () => {
    const odd = policy(allow(['s3:ListBucket'], [bucket], { NumericLessThan: { 's3:max-keys': '5' } }));
    assert.throws(() => isAllowed(list({}), odd), /NumericLessThan/);
  });

  it('counts a grant for every action, resource and listed prefix', () => {
    const document = policy(
      allow(['sqs:SendMessage', 'sqs:DeleteMessage'], ['q1', 'q2']),
      allow(['s3:ListBucket'], [bucket], { StringLikeIfExists: { 's3:prefix': ['a/*', 'b/*'] } }),
    );
    assert.deepEqual(
      grantsOf('r', document).map(({ action, resource }) => `${action} ${resource}`),
      [
        'sqs:SendMessage q1',
        'sqs:SendMessage q2',
        'sqs:DeleteMessage q1',
        'sqs:DeleteMessage q2',
        's3:ListBucket arn:aws:s3:::b/a/*',
        's3:ListBucket arn:aws:s3:::b/b/*',
      ],
    );
  });
});
