import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { PermanentError, RetryableError } from '../../../shared/errors.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { told } from './errors.ts';

/** A role assumed by a role lives an hour at most (role chaining), and every Lambda's own credentials are a role's. */
const sessionSeconds = 3_600;

/** A session that is used to its last second would end early on a clock that is a little ahead. */
const marginSeconds = 60;

/** A new session is a little less than an hour long when its answer arrives. */
export const longestSignedSeconds = sessionSeconds - 2 * marginSeconds;

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  /** The SDK keeps credentials that do not say when they end for ever. */
  expiration: Date;
}

export interface RoleSessions {
  /** Credentials of the role that outlive `seconds` from now: a signed URL ends with the session that signed it. */
  lasting(seconds: number): Promise<Credentials>;
}

interface Session {
  credentials: Credentials;
  end: number;
}

/**
 * Sessions of a role that functions act as. URLs are signed by a role of its own: a Lambda does not know when its own session
 * ends, and the bucket refuses the signer from outside the endpoint. One session serves until a URL would outlive it.
 */
export function createRoleSessions({
  sts,
  role,
  clock,
}: {
  sts: STSClient;
  /** ARN. */
  role: string;
  clock: Clock;
}): RoleSessions {
  let current: Promise<Session> | null = null;
  const lasts = ({ end }: Session, seconds: number): boolean =>
    end - clock.now().getTime() >= (seconds + marginSeconds) * 1000;

  async function renew(): Promise<Session> {
    const renewed = assume(sts, role);
    current = renewed;
    // A failure is not kept: the next caller asks again.
    renewed.catch(() => current === renewed && (current = null));
    return renewed;
  }

  return {
    async lasting(seconds) {
      if (seconds > longestSignedSeconds)
        throw new PermanentError(
          `A URL can be signed for ${longestSignedSeconds} s, not for ${seconds}: the signer's session ends after an hour. Give the run a nearer deadline.`,
        );
      const asked = current;
      const session = await (asked ?? renew());
      if (lasts(session, seconds)) return session.credentials;
      // Several callers find the old session too short at once: the first one renews it for all.
      const fresh = await (current === asked || current === null ? renew() : current);
      if (lasts(fresh, seconds)) return fresh.credentials;
      throw new PermanentError(
        `The session of ${role} is too short for a URL of ${seconds} s: set the role's maximum session duration to ${sessionSeconds} s.`,
      );
    },
  };
}

const assume = (sts: STSClient, role: string): Promise<Session> =>
  told(`STS AssumeRole of ${role}`, async () => {
    const command = new AssumeRoleCommand({
      RoleArn: role,
      RoleSessionName: 'kaiseki',
      DurationSeconds: sessionSeconds,
    });
    const { Credentials: given } = await sts.send(command);
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || Expiration === undefined)
      throw new RetryableError('the answer holds no session');
    return {
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: Expiration,
      },
      end: Expiration.getTime(),
    };
  });
