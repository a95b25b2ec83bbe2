import { z } from 'zod';
import type { Settings } from '../settings.ts';

/**
 * What API Gateway says of the caller once its authorizer let the request pass:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
const iamSchema = z.object({ iam: z.object({ userArn: z.string().min(1) }) });
const jwtSchema = z.object({
  jwt: z.object({ claims: z.object({ iss: z.string().min(1), sub: z.string().min(1) }) }),
});
const environmentSchema = z.object({
  event: z.object({ requestContext: z.object({ authorizer: z.unknown() }) }),
});

/**
 * Who asks, as one word that stays the same from request to request; null when the authorizer said nothing, which refuses
 * the request: a route that was deployed without its authorizer gives nothing away.
 *
 *   iam    the ARN of the user, or of the role without the session's name: whoever may assume a role shares its runs
 *   jwt    issuer and subject, since a subject is unique within its issuer only
 *   open   everybody is the same one
 */
export function principalOf(auth: Settings['auth'], environment: unknown): string | null {
  if (auth === 'open') return 'everybody';
  const authorizer = environmentSchema.safeParse(environment).data?.event.requestContext.authorizer;
  if (auth === 'jwt') {
    const claims = jwtSchema.safeParse(authorizer).data?.jwt.claims;
    return claims === undefined ? null : `${claims.iss}#${claims.sub}`;
  }
  const arn = iamSchema.safeParse(authorizer).data?.iam.userArn;
  return arn === undefined ? null : withoutSession(arn);
}

/** `arn:aws:sts::123456789012:assumed-role/analyst/alice` → `arn:aws:sts::123456789012:assumed-role/analyst` */
const withoutSession = (arn: string): string =>
  arn.replace(/^(arn:[^:]*:sts::\d*:assumed-role\/.+)\/[^/]*$/, '$1');
