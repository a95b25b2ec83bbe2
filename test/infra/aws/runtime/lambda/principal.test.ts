import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { principalOf } from '../../../../../infra/aws/runtime/lambda/principal.ts';

const environment = (authorizer: unknown) => ({ event: { requestContext: { authorizer } } });
const iam = (userArn: string) => environment({ iam: { userArn, accountId: '1', callerId: 'AROA:alice' } });
const jwt = (claims: Record<string, unknown>) => environment({ jwt: { claims, scopes: null } });

describe('who asks, on AWS', () => {
  it('is a user, or a role whatever its session is called', () => {
    assert.equal(principalOf('iam', iam('arn:aws:iam::1:user/ann')), 'arn:aws:iam::1:user/ann');
    const role = 'arn:aws:sts::1:assumed-role/analyst';
    assert.equal(principalOf('iam', iam(`${role}/alice`)), role);
    assert.equal(principalOf('iam', iam(`${role}/botocore-session-1`)), role);
  });

  it('is a subject of an issuer', () => {
    assert.equal(principalOf('jwt', jwt({ iss: 'https://i.example', sub: 'u1' })), 'https://i.example#u1');
    assert.notEqual(
      principalOf('jwt', jwt({ iss: 'https://i.example', sub: 'u1' })),
      principalOf('jwt', jwt({ iss: 'https://j.example', sub: 'u1' })),
    );
  });

  it('is everybody where the API is open', () => {
    assert.equal(principalOf('open', {}), 'everybody');
  });

  for (const [what, auth, given] of [
    ['no authorizer', 'iam', environment(undefined)],
    ['no event', 'jwt', undefined],
    ['another authorizer’s word', 'iam', jwt({ iss: 'https://i.example', sub: 'u1' })],
    ['claims without a subject', 'jwt', jwt({ iss: 'https://i.example' })],
    ['an empty subject', 'jwt', jwt({ iss: 'https://i.example', sub: '' })],
    ['an empty ARN', 'iam', iam('')],
  ] as const)
    it(`is nobody with ${what}`, () => {
      assert.equal(principalOf(auth, given), null);
    });
});
