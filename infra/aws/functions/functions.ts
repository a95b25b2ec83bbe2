import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { sweepEverySeconds, topology } from '../../../shared/topology.ts';
import { group, type Context } from '../context.ts';
import { createLogGroup } from '../logs.ts';
import type { Queues } from '../messaging/queues.ts';
import { functionPolicy, type Surroundings } from '../policies/functions.ts';
import { grantRole } from '../roles.ts';
import { environmentOf, type EnvironmentParts } from './environment.ts';
import { functionNames, type FunctionName } from './names.ts';

export interface DeployedFunction {
  function: aws.lambda.Function;
  logGroup: aws.cloudwatch.LogGroup;
}

export type Functions = Record<FunctionName, DeployedFunction>;

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** An HTTP API waits 30 s; the sweep comes every minute. */
const timeoutSeconds = (name: FunctionName): number =>
  name === 'ingest' ? 30 : name === 'sweep' ? sweepEverySeconds : topology[name].timeoutSeconds;

/** More memory is more processor: a whole one at 1769 MB. The planner and the guard parse. */
const memoryMiB: Record<FunctionName, number> = {
  ingest: 1024,
  planner: 1769,
  'executor-dispatch': 1024,
  reporter: 1769,
  repair: 1024,
  notifier: 512,
  sweep: 512,
};

/**
 * One function per service, outside of any network: webhooks and models are on the internet, and everything else has an
 * address there too.
 * @param roles made before, since roles that they assume name them
 * @param after what has to be there before any of them runs
 */
export function createFunctions(
  context: Context,
  roles: Record<FunctionName, aws.iam.Role>,
  surroundings: pulumi.Output<Omit<Surroundings, 'logGroup'>>,
  parts: EnvironmentParts,
  after: pulumi.Resource | null,
): Functions {
  const { within } = group(context, 'Functions');
  const create = (name: FunctionName): DeployedFunction => {
    const logGroup = createLogGroup(context, name, `/aws/lambda/${context.prefix}-${name}`, within);
    const policy = pulumi
      .all([surroundings, logGroup.arn])
      .apply(([to, log]) => functionPolicy(name, { ...to, logGroup: log }));
    const granted = grantRole(name, roles[name], policy, within);
    const lambda = new aws.lambda.Function(
      name,
      {
        name: `${context.prefix}-${name}`,
        runtime: 'nodejs24.x',
        architectures: ['arm64'],
        handler: 'index.handler',
        code: new pulumi.asset.FileArchive(bundleOf(context, name)),
        role: granted.arn,
        timeout: timeoutSeconds(name),
        memorySize: memoryMiB[name],
        environment: { variables: environmentOf(context, name, parts) },
        // The functions write JSON themselves; Lambda's own JSON would wrap it, and metrics with it.
        loggingConfig: { logFormat: 'Text', logGroup: logGroup.name },
        ...(context.config.kmsKey === undefined ? {} : { kmsKeyArn: context.config.kmsKey }),
      },
      { ...within, dependsOn: after === null ? [] : [after] },
    );
    return { function: lambda, logGroup };
  };
  return Object.fromEntries(functionNames.map((name) => [name, create(name)])) as Functions;
}

/** Each stage's queue feeds its function: batches whose messages are answered one by one, so many at once and no more. */
export function feedFunctions(context: Context, functions: Functions, queues: Queues): void {
  const { within } = group(context, 'Feeds');
  for (const { derived, queue } of Object.values(queues)) {
    const { stage } = derived;
    new aws.lambda.EventSourceMapping(
      stage,
      {
        eventSourceArn: queue.arn,
        functionName: functions[stage].function.arn,
        batchSize: topology[stage].batchSize,
        functionResponseTypes: ['ReportBatchItemFailures'],
        scalingConfig: { maximumConcurrency: topology[stage].concurrency },
      },
      within,
    );
  }
}

function bundleOf({ config }: Context, name: FunctionName): string {
  const folder = resolve(root, config.bundles, name);
  if (!existsSync(folder))
    throw new pulumi.RunError(`There is no ${config.bundles}/${name}: run \`npm run build\` first.`);
  return folder;
}
