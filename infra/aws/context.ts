import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Config } from './config.ts';

/** What every part of the program is made with. */
export interface Context {
  config: Config;
  /** Begins the names that people look for: functions, queues, log groups. `kaiseki-dev` for the stack dev. */
  prefix: string;
  region: string;
  account: string;
  partition: string;
  provider: aws.Provider;
}

/** Of the stack that Pulumi runs. Every resource is tagged with project and stack: what the budget counts. */
export async function createContext(config: Config): Promise<Context> {
  const stack = pulumi.getStack();
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(stack))
    throw new pulumi.RunError(
      `The stack's name becomes part of AWS's names: use 1 to 20 small letters, digits and '-' (now: ${stack}).`,
    );
  const region = new pulumi.Config('aws').require<aws.Region>('region');
  const provider = new aws.Provider('aws', {
    region,
    defaultTags: { tags: { project: 'kaiseki', stack } },
  });
  const { accountId } = await aws.getCallerIdentity({}, { provider });
  const { partition } = await aws.getPartition({}, { provider });
  return { config, prefix: `kaiseki-${stack}`, region, account: accountId, partition, provider };
}

/** A group of resources in Pulumi's tree: whatever is made with the options it gives belongs to it. */
export function group(
  context: Context,
  name: string,
): { parent: pulumi.ComponentResource; within: { parent: pulumi.ComponentResource } } {
  const parent = new pulumi.ComponentResource(
    `kaiseki:aws:${name}`,
    name,
    {},
    { provider: context.provider },
  );
  return { parent, within: { parent } };
}

/** For what holds data: `pulumi destroy` refuses, keeps or empties it, as the settings say. */
export const holdsData = ({
  config,
}: Context): Pick<pulumi.CustomResourceOptions, 'protect' | 'retainOnDelete'> => ({
  protect: config.protectData,
  retainOnDelete: config.keepData,
});
