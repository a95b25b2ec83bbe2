import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { group, type Context } from '../context.ts';
import { logsEndpoint, registryEndpoint, s3Endpoint } from '../policies/cluster.ts';
import type { PolicyDocument } from '../policies/document.ts';
import type { Network } from './network.ts';

export interface Reached {
  /** ARNs. */
  repository: pulumi.Output<string>;
  logGroup: pulumi.Output<string>;
  executionRole: pulumi.Output<string>;
}

/** The Region's bucket of image layers: ECR sends whoever pulls there. */
export const layerBucket = (region: string): string => `prod-${region}-starport-layer-bucket`;

/**
 * The gateway endpoint of S3, whose id is what the bucket lets the slots' signer through by. It is free; the others cost by
 * zone and hour.
 * @returns its id
 */
export function createS3Endpoint(
  context: Context,
  network: Network,
  bucket: pulumi.Output<string>,
): pulumi.Output<string> {
  const { config, region, partition } = context;
  if (config.vpc !== undefined || network.routeTable === null)
    return pulumi.output(config.vpc?.s3Endpoint ?? '');
  const { within } = group(context, 'S3Endpoint');
  const layers = `arn:${partition}:s3:::${layerBucket(region)}`;
  return new aws.ec2.VpcEndpoint(
    's3',
    {
      vpcId: network.vpc,
      serviceName: `com.amazonaws.${region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: [network.routeTable],
      policy: pulumi.jsonStringify(bucket.apply((arn) => s3Endpoint(arn, layers))),
    },
    within,
  ).id;
}

/** What Fargate needs to start a container in a network without a way out: the registry and the log. */
export function createEndpoints(context: Context, network: Network, to: Reached): void {
  const { endpoints } = network;
  if (endpoints === null) return;
  const { within } = group(context, 'Endpoints');
  const create = (name: string, policy: pulumi.Output<PolicyDocument>) =>
    new aws.ec2.VpcEndpoint(
      name,
      {
        vpcId: network.vpc,
        serviceName: `com.amazonaws.${context.region}.${name}`,
        vpcEndpointType: 'Interface',
        subnetIds: network.subnets,
        securityGroupIds: [endpoints],
        privateDnsEnabled: true,
        policy: pulumi.jsonStringify(policy),
      },
      within,
    );
  const registry = pulumi
    .all([to.repository, to.executionRole])
    .apply(([repository, role]) => registryEndpoint(repository, role));
  create('ecr.api', registry);
  create('ecr.dkr', registry);
  create(
    'logs',
    pulumi.all([to.logGroup, to.executionRole]).apply(([logGroup, role]) => logsEndpoint(logGroup, role)),
  );
}
