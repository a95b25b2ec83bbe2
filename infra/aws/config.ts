import { z } from 'zod';
import { InvalidInputError } from '../../shared/errors.ts';
import { readModelSetting } from '../models/setting.ts';

const arn = z.string().startsWith('arn:', 'takes an ARN');
const text = z.string().min(1);

/** Every setting, its default, and what it is for. Set with `pulumi config set kaiseki:NAME VALUE` (`--path` for parts). */
const schema = z.strictObject({
  /** Who may call the API: AWS identities (SigV4), holders of a token (OIDC), or, said on purpose, everybody. */
  auth: z.enum(['iam', 'jwt', 'open']).default('iam'),
  /**
   * With `auth: jwt`. Tokens are taken that are for one of `audience`. The console signs in with `clientId` by code and PKCE:
   * a public client that may be sent back to the API's URL with a slash at its end. `requestAudience` is for issuers that
   * have to be told what a token is for, `tokenOrigin` for those that give tokens elsewhere than at their own origin.
   */
  jwt: z
    .strictObject({
      issuer: z.url(),
      audience: z.array(text).min(1),
      clientId: text.optional(),
      scope: text.default('openid'),
      requestAudience: text.optional(),
      tokenOrigin: z
        .url()
        .refine((url) => new URL(url).origin === url, 'takes an origin: https://HOST')
        .optional(),
    })
    .optional(),

  /** An existing network instead of an own one: it must reach S3 (by the gateway endpoint named here), ECR and CloudWatch Logs. */
  vpc: z.strictObject({ id: text, subnets: z.array(text).min(1), s3Endpoint: text }).optional(),
  /** Zones in which tasks run. Each has an address of each of three endpoints, which is most of the idle cost. */
  zones: z.int().min(1).max(3).default(2),

  /** An existing bucket instead of an own one: README.md says what it must have. */
  bucket: text.optional(),
  /** An existing customer managed key for the bucket, images, secrets, logs and the warehouse, instead of AWS's own keys. */
  kmsKey: arn.optional(),
  /** A policy that limits every role this program makes. */
  permissionsBoundary: arn.optional(),
  /** `pulumi destroy` refuses while this is true. */
  protectData: z.boolean().default(true),
  /** `pulumi destroy` leaves bucket and warehouse as they are; else it empties and deletes what it made. */
  keepData: z.boolean().default(false),
  /** Runs and what they made are deleted after so many days; without it they stay until somebody deletes them. */
  keepRunsDays: z.int().min(8).optional(),

  /** An existing Redshift instead of an own serverless one. */
  redshift: z
    .strictObject({
      workgroup: text.optional(),
      cluster: text.optional(),
      secret: arn.optional(),
      adminSecret: arn.optional(),
    })
    .refine(
      (one) => (one.workgroup === undefined) !== (one.cluster === undefined),
      'takes workgroup or cluster, not both',
    )
    .optional(),
  database: text.default('kaiseki'),
  schemas: z
    .array(z.string().regex(/^[a-z_][a-z0-9_$]{0,126}$/))
    .min(1)
    .default(['public']),
  /** Of an own serverless warehouse: RPUs while it works, and RPU-hours a day after which it takes no more queries. */
  rpus: z.int().min(4).max(1024).default(8),
  rpuHoursPerDay: z.int().min(1).default(24),
  /** A query of an own warehouse is stopped after so many seconds. */
  querySeconds: z.int().min(10).max(86_399).default(300),

  /** As `--model` on one machine: `none`, `bedrock`, `bedrock:ID` or `openai:MODEL@URL` (its key: `modelKey`, a secret). */
  model: text.default('none'),
  modelKey: text.optional(),
  planner: z.enum(['auto', 'model', 'rules']).default('auto'),
  modelSees: z.enum(['schema', 'statistics', 'results']).default('statistics'),
  /** When the model's maker ends it (YYYY-MM-DD): 90 days before, the alarms' address is told. */
  modelEndsOn: z.iso.date().optional(),

  /** Containers that wait for a program, and that there are at all. A new account may run three of them (6 vCPUs). */
  warmSlots: z.int().min(0).default(0),
  capacity: z.int().min(1).default(3),
  /** Of one container. It needs more than a program may use (4 GiB): what the executor uses itself. */
  taskCpu: z.union([z.literal(1024), z.literal(2048), z.literal(4096), z.literal(8192)]).default(2048),
  taskMemoryMiB: z.int().min(2048).max(61_440).multipleOf(1024).default(5120),
  /** `FARGATE_SPOT:3,FARGATE:1`: three of four on Spot. */
  capacityProviders: z
    .string()
    .regex(/^FARGATE(_SPOT)?(:\d{1,4})?(,FARGATE(_SPOT)?(:\d{1,4})?)?$/)
    .default('FARGATE'),

  /** A new image is built from there whenever `executor-image/` changes. Without it, by `pulumi up`. */
  github: z
    .strictObject({
      repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
      branch: text.default('main'),
      connection: arn.optional(),
    })
    .optional(),

  /** Is told of alarms. */
  alarmEmail: z.email().optional(),
  /** A month; at 80 % and at a forecast of 100 % the address above is told. */
  budgetUsd: z.int().min(1).default(100),
  logDays: z.union([z.literal(7), z.literal(14), z.literal(30), z.literal(90), z.literal(365)]).default(30),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO'),
  /** Queues and event buses, of other accounts too, that get every `run.completed`. */
  subscribers: z
    .array(z.string().regex(/^arn:[^:]+:(sqs|events):/, 'takes ARNs of SQS queues and event buses'))
    .default([]),

  /** Where `npm run build` put the functions. */
  bundles: text.default('dist/lambda'),
});

export type Config = Readonly<z.infer<typeof schema>>;

/** Taken as they are written, whatever they look like. */
const texts = new Set(
  Object.entries(schema.shape)
    .filter(
      ([, one]) => z.string().safeParse(one.safeParse('x').data).success || one === schema.shape.modelKey,
    )
    .map(([name]) => name),
);

/**
 * @param all the stack's whole configuration, `namespace:name` to text; structured values are JSON
 * @throws InvalidInputError that names every setting that is wrong
 */
export function readConfig(all: Record<string, string>): Config {
  const given = Object.entries(all).flatMap(([key, value]) =>
    key.startsWith('kaiseki:') ? [[key.slice('kaiseki:'.length), value] as const] : [],
  );
  const { data, error } = schema.safeParse(
    Object.fromEntries(given.map(([name, value]) => [name, texts.has(name) ? value : fromJson(value)])),
  );
  const wrong = (error?.issues ?? []).map(({ path, message }) =>
    `kaiseki:${path.join('.')} ${message}`.trim(),
  );
  if (data !== undefined) wrong.push(...contradictions(data));
  if (data === undefined || wrong.length > 0)
    throw new InvalidInputError(
      `The stack's settings cannot be used: ${wrong.join('; ')}. infra/aws/README.md lists them all.`,
    );
  return data;
}

function fromJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function contradictions(config: Config): string[] {
  const found: string[] = [];
  if ((config.auth === 'jwt') !== (config.jwt !== undefined))
    found.push('kaiseki:jwt goes with kaiseki:auth jwt, and it needs it');
  if (config.warmSlots > config.capacity) found.push('kaiseki:capacity is less than kaiseki:warmSlots');
  if (config.taskMemoryMiB < 2 * config.taskCpu || config.taskMemoryMiB > 8 * config.taskCpu)
    found.push(
      'kaiseki:taskMemoryMiB has to be 2 to 8 GiB for each vCPU (1024 of kaiseki:taskCpu): Fargate takes no other',
    );
  try {
    const { service } = readModelSetting(config.model);
    if (service === 'auto') found.push('kaiseki:model cannot be auto here: say bedrock, bedrock:ID or none');
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    found.push(error.message);
  }
  return found;
}
