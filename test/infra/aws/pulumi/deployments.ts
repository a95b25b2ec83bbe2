import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionNames } from '../../../../infra/aws/functions/names.ts';
import type { Capture, Captured } from '../../../fakes/pulumi/captured.ts';
import { runProgram } from '../../../fakes/pulumi/run-program.ts';

export const region = 'eu-west-1';
export const key = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555';
export const boundary = 'arn:aws:iam::123456789012:policy/boundary';

/** What differs from the defaults. */
const settings = {
  /** Nothing but the defaults. */
  plain: {},
  /** Everything that exists before, and everything that can be turned on. */
  existing: {
    auth: 'jwt',
    jwt: {
      issuer: 'https://login.example.com',
      audience: ['kaiseki'],
      clientId: 'console',
      tokenOrigin: 'https://tokens.example.com',
    },
    vpc: { id: 'vpc-1', subnets: ['subnet-1', 'subnet-2'], s3Endpoint: 'vpce-1' },
    bucket: 'their-bucket',
    kmsKey: key,
    permissionsBoundary: boundary,
    redshift: { workgroup: 'theirs' },
    database: 'dwh',
    schemas: ['sales', 'hr'],
    model: 'bedrock:eu.anthropic.claude-sonnet-5-5',
    modelEndsOn: '2999-12-31',
    github: { repository: 'someone/kaiseki' },
    alarmEmail: 'team@example.com',
    subscribers: [
      'arn:aws:sqs:eu-west-1:210987654321:theirs',
      'arn:aws:events:eu-west-1:210987654321:event-bus/theirs',
    ],
  },
  /** Open to all, with waiting containers and data that goes with the stack. */
  open: {
    auth: 'open',
    warmSlots: 2,
    capacity: 6,
    capacityProviders: 'FARGATE_SPOT:3,FARGATE:1',
    protectData: false,
    keepRunsDays: 30,
    kmsKey: key,
    model: 'openai:gpt-9@https://models.example.com/v1',
    modelKey: 'sk-secret',
    redshift: {
      cluster: 'theirs',
      adminSecret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:admin',
    },
  },
} as const;

export type DeploymentName = keyof typeof settings;
export const deploymentNames = Object.keys(settings) as DeploymentName[];

const bundles = mkdtempSync(join(tmpdir(), 'kaiseki-bundles-'));
for (const name of functionNames) {
  mkdirSync(join(bundles, name));
  writeFileSync(join(bundles, name, 'index.mjs'), 'export const handler = () => {};\n');
}

export const configOf = (given: Record<string, unknown>): Record<string, string> => ({
  'aws:region': region,
  ...Object.fromEntries(
    Object.entries({ bundles, ...given }).map(([name, value]) => [
      `kaiseki:${name}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ),
});

export const configFor = (name: DeploymentName): Record<string, string> => configOf(settings[name]);

const made = new Map<DeploymentName, Promise<Capture>>();

/** Each is run once by Pulumi's runner (some seconds); tests that change what they get take a copy. */
export async function deploymentOf(name: DeploymentName): Promise<Capture> {
  const running = made.get(name) ?? runProgram({ config: configFor(name) });
  made.set(name, running);
  const capture = await running;
  if (capture.exitCode !== 0) throw new Error(capture.messages.join('\n'));
  return structuredClone(capture);
}

export const previewOf = (name: DeploymentName): Promise<Capture> =>
  runProgram({ config: configFor(name), preview: true });

export const ofType = ({ resources }: Capture, type: string): Captured[] =>
  resources.filter((one) => one.type === type);

/** @throws Error when there is none, which a test takes for a failure */
export function find(capture: Capture, type: string, name: string): Captured {
  const found = ofType(capture, type).find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${type} ${name}`);
  return found;
}
