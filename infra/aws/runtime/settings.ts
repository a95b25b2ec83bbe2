import { z } from 'zod';
import type { SignIn } from '../../../services/ingest/sign-in.ts';
import { KaisekiError, PermanentError } from '../../../shared/errors.ts';
import { queuedStages } from '../../../shared/topology.ts';
import { completeModelOptions, nothingSaid } from '../../models/options.ts';

const list = z.string().transform((text) => text.split(',').map((part) => part.trim()));
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is no JSON' });
    return z.NEVER;
  }
});
const urlOfStage = json.pipe(z.record(z.enum(queuedStages), z.url()));
const arn = z.string().startsWith('arn:');
const wholeNumber = (least: number) => z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(least));

/** `FARGATE_SPOT:3,FARGATE:1`: three of four tasks on Spot. A weight left out is 1. */
const capacityProviders = list.pipe(
  z.array(
    z
      .string()
      .regex(/^FARGATE(_SPOT)?(:\d{1,4})?$/, 'takes FARGATE and FARGATE_SPOT, each with :WEIGHT or without')
      .transform((text) => {
        const [name = '', weight = '1'] = text.split(':');
        return { name: name as 'FARGATE' | 'FARGATE_SPOT', weight: Number(weight) };
      }),
  ),
);

const shape = {
  KAISEKI_BUCKET: z.string(),
  KAISEKI_EVENT_BUS: z.string(),
  KAISEKI_QUEUES: urlOfStage,
  KAISEKI_DEAD_LETTER_QUEUES: urlOfStage,
  KAISEKI_SIGNER_ROLE: arn,
  KAISEKI_QUERY_ROLE: arn,
  KAISEKI_CLUSTER: z.string(),
  KAISEKI_TASK_DEFINITION: z.string(),
  KAISEKI_SUBNETS: list,
  KAISEKI_SECURITY_GROUPS: list,
  KAISEKI_CAPACITY: wholeNumber(1),
  KAISEKI_WARM_SLOTS: wholeNumber(0),
  KAISEKI_CAPACITY_PROVIDERS: capacityProviders,
  KAISEKI_REDSHIFT_WORKGROUP: z.string().optional(),
  KAISEKI_REDSHIFT_CLUSTER: z.string().optional(),
  KAISEKI_REDSHIFT_DATABASE: z.string(),
  KAISEKI_REDSHIFT_SECRET: arn.optional(),
  KAISEKI_REDSHIFT_SCHEMAS: list,
  KAISEKI_UNLOAD_ROLE: arn,
  KAISEKI_MODEL: z.string().optional(),
  KAISEKI_PLANNER: z.string().optional(),
  KAISEKI_MODEL_SEES: z.string().optional(),
  KAISEKI_MODEL_KEY_SECRET: arn.optional(),
  KAISEKI_WEBHOOK_SECRET: arn,
  /** For tests alone: in a function 127.0.0.1 is the function, and nobody's receiver. The stack never sets it. */
  KAISEKI_LOOPBACK_WEBHOOKS: z.literal('allowed').optional(),
  KAISEKI_AUTH: z.enum(['iam', 'jwt', 'open']),
  KAISEKI_OIDC_ISSUER: z.url().optional(),
  KAISEKI_OIDC_CLIENT_ID: z.string().optional(),
  KAISEKI_OIDC_SCOPE: z.string().default('openid'),
  KAISEKI_OIDC_AUDIENCE: z.string().optional(),
  KAISEKI_OIDC_TOKEN_ORIGIN: z
    .url()
    .refine((url) => new URL(url).origin === url, 'takes an origin: https://HOST')
    .optional(),
  KAISEKI_LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO'),
};

const shapeSchema = z.object(shape);

/** Every variable that a Lambda reads; the Pulumi program sets these and no other. */
export const variables = Object.keys(shape) as (keyof typeof shape)[];

export type Settings = ReturnType<typeof readSettings>;

/**
 * What the Pulumi program decided, out of a Lambda's environment. An empty variable counts as one that is not there.
 * @throws PermanentError that names everything that is missing or wrong at once
 */
export function readSettings(environment: NodeJS.ProcessEnv) {
  const given = Object.fromEntries(variables.map((name) => [name, environment[name] || undefined]));
  const { data, error } = shapeSchema.safeParse(given);
  const wrong = (error?.issues ?? []).map(({ path: [name = '', ...inside], message }) =>
    given[String(name)] === undefined
      ? `${String(name)} is missing`
      : [String(name), ...inside.map(String), message].join(' '),
  );
  const workgroup = given['KAISEKI_REDSHIFT_WORKGROUP'] ?? null;
  const cluster = given['KAISEKI_REDSHIFT_CLUSTER'] ?? null;
  if ((workgroup === null) === (cluster === null))
    wrong.push('one of KAISEKI_REDSHIFT_WORKGROUP and KAISEKI_REDSHIFT_CLUSTER is needed, not both');
  if ((given['KAISEKI_OIDC_ISSUER'] === undefined) !== (given['KAISEKI_OIDC_CLIENT_ID'] === undefined))
    wrong.push('KAISEKI_OIDC_ISSUER and KAISEKI_OIDC_CLIENT_ID go together');
  const models = readModelOptions(environment, wrong);
  if (data === undefined || models === undefined || wrong.length > 0)
    throw new PermanentError(
      `The function's environment cannot be used: ${wrong.join('; ')}. The Pulumi program in infra/aws sets it: deploy again with \`pulumi up\`.`,
    );
  return {
    bucket: data.KAISEKI_BUCKET,
    eventBus: data.KAISEKI_EVENT_BUS,
    queues: data.KAISEKI_QUEUES,
    deadLetterQueues: data.KAISEKI_DEAD_LETTER_QUEUES,
    signerRole: data.KAISEKI_SIGNER_ROLE,
    /** The one whose statements all of Redshift's are. */
    queryRole: data.KAISEKI_QUERY_ROLE,
    sandbox: {
      cluster: data.KAISEKI_CLUSTER,
      /** A family, whose newest revision runs, or `family:revision`. */
      taskDefinition: data.KAISEKI_TASK_DEFINITION,
      subnets: data.KAISEKI_SUBNETS,
      securityGroups: data.KAISEKI_SECURITY_GROUPS,
      /** Slots at once, waiting ones included. */
      capacity: data.KAISEKI_CAPACITY,
      warmSlots: data.KAISEKI_WARM_SLOTS,
      capacityProviders: data.KAISEKI_CAPACITY_PROVIDERS,
    },
    redshift: {
      /** Serverless, else `cluster` is named. */
      workgroup,
      cluster,
      database: data.KAISEKI_REDSHIFT_DATABASE,
      /** Holds a database user; null: the function's own role is the user. */
      secret: data.KAISEKI_REDSHIFT_SECRET ?? null,
      schemas: data.KAISEKI_REDSHIFT_SCHEMAS,
      unloadRole: data.KAISEKI_UNLOAD_ROLE,
    },
    /** As `chooseModels` takes them. */
    models,
    modelKeySecret: data.KAISEKI_MODEL_KEY_SECRET ?? null,
    webhookSecret: data.KAISEKI_WEBHOOK_SECRET,
    webhooks: { allowLoopback: data.KAISEKI_LOOPBACK_WEBHOOKS === 'allowed' },
    auth: data.KAISEKI_AUTH,
    /** Of the console; null: its page is not for signing in. */
    signIn: signInOf(data),
    logLevel: data.KAISEKI_LOG_LEVEL,
  };
}

function signInOf(data: z.output<typeof shapeSchema>): SignIn | null {
  const { KAISEKI_OIDC_ISSUER: issuer, KAISEKI_OIDC_CLIENT_ID: clientId } = data;
  if (data.KAISEKI_AUTH !== 'jwt' || issuer === undefined || clientId === undefined) return null;
  return {
    issuer,
    clientId,
    scope: data.KAISEKI_OIDC_SCOPE,
    audience: data.KAISEKI_OIDC_AUDIENCE ?? null,
    tokenOrigin: data.KAISEKI_OIDC_TOKEN_ORIGIN ?? null,
  };
}

function readModelOptions(environment: NodeJS.ProcessEnv, wrong: string[]) {
  try {
    return completeModelOptions(nothingSaid, environment);
  } catch (error) {
    if (!(error instanceof KaisekiError)) throw error;
    wrong.push(error.message);
  }
}
