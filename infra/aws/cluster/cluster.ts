import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { group, type Context } from '../context.ts';
import { createLogGroup } from '../logs.ts';
import { executionRole } from '../policies/cluster.ts';
import { trustService } from '../policies/document.ts';
import { createRole, type GrantedRole } from '../roles.ts';
import { dropped } from './capabilities.ts';

/** The container's name: the functions that launch it know it. */
export const executorContainer = 'executor';

/** What the image declares as volumes: the only places on disk that can be written. */
const writable = { out: '/out', tmp: '/tmp', inputs: '/inputs' } as const;

export interface Cluster {
  cluster: aws.ecs.Cluster;
  logGroup: aws.cloudwatch.LogGroup;
  executionRole: GrantedRole;
  family: string;
}

/** Where slots run, without the task definition: that needs an image. */
export function createCluster(context: Context, repository: aws.ecr.Repository): Cluster {
  const { prefix } = context;
  const { within } = group(context, 'Cluster');
  const cluster = new aws.ecs.Cluster(
    'slots',
    { name: prefix, settings: [{ name: 'containerInsights', value: 'disabled' }] },
    within,
  );
  new aws.ecs.ClusterCapacityProviders(
    'slots',
    { clusterName: cluster.name, capacityProviders: ['FARGATE', 'FARGATE_SPOT'] },
    within,
  );
  const logGroup = createLogGroup(context, 'slots', `/kaiseki/${prefix}/slots`, within);
  const role = createRole(context, 'execution', within, {
    description: 'ECS fetches the image and writes the log of the slots',
    trust: trustService('ecs-tasks.amazonaws.com', context),
    policy: pulumi.all([repository.arn, logGroup.arn]).apply(([images, log]) => executionRole(images, log)),
  });
  return { cluster, logGroup, executionRole: role, family: prefix };
}

/**
 * One container, no task role: nothing in it can ask for credentials. The pipeline registers further revisions of the family,
 * which differ in the image alone; the newest is what runs.
 */
export function createTaskDefinition(
  context: Context,
  { logGroup, executionRole: role, family }: Cluster,
  image: pulumi.Output<string>,
): aws.ecs.TaskDefinition {
  const { config, region } = context;
  const container = {
    name: executorContainer,
    image,
    essential: true,
    user: '0',
    readonlyRootFilesystem: true,
    privileged: false,
    linuxParameters: { capabilities: { drop: dropped } },
    mountPoints: Object.entries(writable).map(([sourceVolume, containerPath]) => ({
      sourceVolume,
      containerPath,
      readOnly: false,
    })),
    // What it was doing is lost in any case.
    stopTimeout: 5,
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': logGroup.name,
        'awslogs-region': region,
        'awslogs-stream-prefix': 'slot',
      },
    },
  };
  return new aws.ecs.TaskDefinition(
    'slot',
    {
      family,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: String(config.taskCpu),
      memory: String(config.taskMemoryMiB),
      runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: 'X86_64' },
      executionRoleArn: role.arn,
      volumes: Object.keys(writable).map((name) => ({ name })),
      containerDefinitions: pulumi.jsonStringify([container]),
    },
    group(context, 'TaskDefinition').within,
  );
}
