import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Context } from '../context.ts';
import { createLogGroup } from '../logs.ts';
import { trustService, type PolicyDocument } from '../policies/document.ts';
import { createRole } from '../roles.ts';

/** Docker inside: only a privileged build can start it. */
const dockerImage = 'aws/codebuild/amazonlinux-x86_64-standard:5.0';

export interface BuildProject {
  /** What the last part of its names is. */
  name: string;
  description: string;
  source: aws.types.input.codebuild.ProjectSource;
  /** As the pipeline's step, or on its own. */
  artifacts: 'CODEPIPELINE' | 'NO_ARTIFACTS';
  privileged: boolean;
  environment: Record<string, pulumi.Input<string>>;
  policy: (logGroup: pulumi.Output<string>) => pulumi.Output<PolicyDocument>;
}

export function createBuildProject(
  context: Context,
  { name, policy, environment, ...parts }: BuildProject,
  within: pulumi.CustomResourceOptions,
): aws.codebuild.Project {
  const { prefix, config, account } = context;
  const logGroup = createLogGroup(context, name, `/kaiseki/${prefix}/${name}`, within);
  const role = createRole(context, name, within, {
    description: parts.description,
    trust: trustService('codebuild.amazonaws.com', { account }),
    policy: policy(logGroup.arn),
  });
  return new aws.codebuild.Project(
    name,
    {
      name: `${prefix}-${name}`,
      description: parts.description,
      serviceRole: role.arn,
      source: parts.source,
      artifacts: { type: parts.artifacts },
      environment: {
        type: 'LINUX_CONTAINER',
        computeType: 'BUILD_GENERAL1_MEDIUM',
        image: dockerImage,
        privilegedMode: parts.privileged,
        environmentVariables: Object.entries(environment).map(([key, value]) => ({ name: key, value })),
      },
      buildTimeout: 30,
      concurrentBuildLimit: 1,
      ...(config.kmsKey === undefined ? {} : { encryptionKey: config.kmsKey }),
      logsConfig: { cloudwatchLogs: { groupName: logGroup.name, streamName: 'build' } },
    },
    within,
  );
}
