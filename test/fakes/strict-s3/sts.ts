import { randomUUID } from 'node:crypto';
import type { Identity } from './sigv4.ts';

/**
 * AssumeRole: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html. A role that assumes a role gets
 * "a maximum of one hour", whatever the role's own maximum.
 * @returns the answer's XML
 */
export function assumeRole(
  body: string,
  {
    identities,
    now,
    session,
  }: { identities: Map<string, Identity>; now: Date; session: { seconds: number; assumed: number } },
): string {
  const asked = new URLSearchParams(body);
  const seconds = Number(asked.get('DurationSeconds') ?? 3_600);
  if (asked.get('Action') !== 'AssumeRole' || seconds < 900 || seconds > 3_600)
    throw new Error(`AssumeRole of 900 to 3600 s, not ${body}`);
  const identity = {
    accessKeyId: `ASIA${++session.assumed}`,
    secret: randomUUID(),
    token: `a token/of+${randomUUID()}==`,
    // In whole seconds, as STS says it.
    end: new Date(Math.floor(now.getTime() / 1000 + Math.min(seconds, session.seconds)) * 1000),
  };
  identities.set(identity.accessKeyId, identity);
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
    <AccessKeyId>${identity.accessKeyId}</AccessKeyId><SecretAccessKey>${identity.secret}</SecretAccessKey>
    <SessionToken>${identity.token}</SessionToken><Expiration>${identity.end.toISOString()}</Expiration>
  </Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}
