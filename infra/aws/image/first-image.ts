import { fileURLToPath } from 'node:url';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { z } from 'zod';
import { group, type Context } from '../context.ts';
import { createLogGroup } from '../logs.ts';
import { trustService } from '../policies/document.ts';
import { builder, buildWaiter } from '../policies/image.ts';
import { createRole } from '../roles.ts';
import type { Store } from '../storage/bucket.ts';
import { createBuildProject } from './build-project.ts';
import { readImageSources } from './sources.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A function may take no longer; the build may, and is found again by the next `pulumi up`. */
const waiterSeconds = 900;

const answerSchema = z.object({ image: z.string().regex(/@sha256:[0-9a-f]{64}$/) });

/**
 * The image of this checkout. A repository that was just made is empty, and a task definition names its image by digest, so
 * `pulumi up` has to wait for a build:
 *
 *   sources ─► archive in S3 ─► function `image` ─ StartBuild, polls ─► CodeBuild ─► ECR
 *                                    └─ answers with the image by digest ─► task definition
 *
 * The function is invoked when the sources change, and fails if the build does: then so does `pulumi up`. Rejected: a build
 * that nobody waits for (the first programs would fail), Docker on the machine that deploys, and one more Pulumi plugin.
 * @returns `repository@sha256:…`
 */
export function buildImage(
  context: Context,
  repository: aws.ecr.Repository,
  artifacts: Store,
): pulumi.Output<string> {
  const { prefix, config } = context;
  const { within } = group(context, 'Image');
  const { archive, hash } = readImageSources(root);
  const sources = new aws.s3.BucketObjectv2(
    'sources',
    { bucket: artifacts.bucket, key: `sources/${hash}.zip`, source: archive },
    within,
  );
  const project = createBuildProject(
    context,
    {
      name: 'image',
      description: "Builds the executor's image",
      source: {
        type: 'S3',
        location: pulumi.interpolate`${artifacts.bucket}/${sources.key}`,
        buildspec: 'executor-image/buildspec.yml',
      },
      artifacts: 'NO_ARTIFACTS',
      privileged: true,
      environment: { REPOSITORY_URI: repository.repositoryUrl },
      policy: (logGroup) => builderPolicy(context, repository, artifacts, logGroup),
    },
    within,
  );

  const logGroup = createLogGroup(context, 'image-waiter', `/aws/lambda/${prefix}-image`, within);
  const role = createRole(context, 'image-waiter', within, {
    description: 'Starts the build of the image and waits for it',
    trust: trustService('lambda.amazonaws.com'),
    policy: pulumi
      .all([project.arn, logGroup.arn])
      .apply(([arn, log]) => buildWaiter({ project: arn, logGroup: log })),
  });
  const waiter = new aws.lambda.Function(
    'image',
    {
      name: `${prefix}-image`,
      description: 'Builds the image during pulumi up',
      runtime: 'nodejs24.x',
      architectures: ['arm64'],
      handler: 'await-build.handler',
      code: new pulumi.asset.AssetArchive({
        'await-build.mjs': new pulumi.asset.FileAsset(
          fileURLToPath(new URL('await-build.mjs', import.meta.url)),
        ),
      }),
      role: role.arn,
      timeout: waiterSeconds,
      memorySize: 256,
      loggingConfig: { logFormat: 'JSON', logGroup: logGroup.name },
      ...(config.kmsKey === undefined ? {} : { kmsKeyArn: config.kmsKey }),
    },
    within,
  );
  const invocation = new aws.lambda.Invocation(
    'image',
    {
      functionName: waiter.name,
      input: pulumi.jsonStringify({ project: project.name, sources: hash }),
      triggers: { sources: hash },
    },
    within,
  );
  return invocation.result.apply((result) => answerSchema.parse(JSON.parse(result)).image);
}

export const builderPolicy = (
  { config }: Context,
  repository: aws.ecr.Repository,
  artifacts: Store,
  logGroup: pulumi.Output<string>,
) =>
  pulumi.all([repository.arn, artifacts.arn, logGroup]).apply(([images, bucket, log]) =>
    builder({
      repository: images,
      artifacts: bucket,
      logGroup: log,
      ...(config.kmsKey === undefined ? {} : { key: config.kmsKey }),
    }),
  );
