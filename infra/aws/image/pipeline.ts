import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { executorContainer, type Cluster } from '../cluster/cluster.ts';
import { group, type Context } from '../context.ts';
import { trustService } from '../policies/document.ts';
import { pipeline as pipelinePolicy, registrar } from '../policies/image.ts';
import { createRole } from '../roles.ts';
import type { Store } from '../storage/bucket.ts';
import { createBuildProject } from './build-project.ts';
import { builderPolicy } from './first-image.ts';

/** The newest revision once more, with another image and with nothing that AWS itself added. */
const registerRevision = `version: 0.2
env:
  shell: bash
phases:
  build:
    commands:
      - image=$(jq --raw-output .ImageURI imageDetail.json)
      - aws ecs describe-task-definition --task-definition "$FAMILY" --include TAGS >described.json
      - |
        jq --arg image "$image" --arg container "$CONTAINER" '
          (.tags // []) as $tags | .taskDefinition
          | del(.taskDefinitionArn, .revision, .status, .requiresAttributes, .compatibilities, .registeredAt, .registeredBy)
          | .containerDefinitions |= map(if .name == $container then .image = $image else . end)
          | if $tags == [] then . else .tags = $tags end
        ' described.json >revision.json
      - aws ecs register-task-definition --cli-input-json file://revision.json --query taskDefinition.taskDefinitionArn
`;

export interface Pipeline {
  name: pulumi.Output<string>;
  /** Stays PENDING until somebody completes it in the console, where it was made here. */
  connection: pulumi.Output<string>;
}

/** GitHub → CodeBuild → ECR → a revision of the task definition by digest. Slots of the one before are replaced by the sweep. */
export function createPipeline(
  context: Context,
  to: { repository: aws.ecr.Repository; artifacts: Store; cluster: Cluster },
): Pipeline | null {
  const { config, prefix, account } = context;
  if (config.github === undefined) return null;
  const { repository, branch, connection } = config.github;
  const { within } = group(context, 'Pipeline');
  const connectionArn =
    connection === undefined
      ? new aws.codeconnections.Connection(
          'github',
          { name: `${prefix}-github`.slice(0, 32), providerType: 'GitHub' },
          within,
        ).arn
      : pulumi.output(connection);
  const key = config.kmsKey === undefined ? {} : { key: config.kmsKey };

  const build = createBuildProject(
    context,
    {
      name: 'pipeline-build',
      description: "Builds the executor's image of what was pushed",
      source: { type: 'CODEPIPELINE', buildspec: 'executor-image/buildspec.yml' },
      artifacts: 'CODEPIPELINE',
      privileged: true,
      environment: { REPOSITORY_URI: to.repository.repositoryUrl },
      policy: (logGroup) => builderPolicy(context, to.repository, to.artifacts, logGroup),
    },
    within,
  );
  const register = createBuildProject(
    context,
    {
      name: 'pipeline-register',
      description: 'Registers a revision of the task definition with the new image',
      source: { type: 'CODEPIPELINE', buildspec: registerRevision },
      artifacts: 'CODEPIPELINE',
      privileged: false,
      environment: { FAMILY: to.cluster.family, CONTAINER: executorContainer },
      policy: (logGroup) =>
        pulumi
          .all([logGroup, to.artifacts.arn, to.cluster.executionRole.arn])
          .apply(([log, artifacts, executionRole]) =>
            registrar({
              logGroup: log,
              artifacts,
              executionRole,
              taskFamily: familyArn(context, to.cluster.family),
              ...key,
            }),
          ),
    },
    within,
  );
  const role = createRole(context, 'pipeline', within, {
    description: 'Fetches from GitHub and starts the builds',
    trust: trustService('codepipeline.amazonaws.com', { account }),
    policy: pulumi
      .all([connectionArn, build.arn, register.arn, to.artifacts.arn])
      .apply(([one, ...[building, registering, artifacts]]) =>
        pipelinePolicy({ connection: one, projects: [building, registering], artifacts, ...key }),
      ),
  });
  const step = (name: string, project: aws.codebuild.Project, input: string, output: string[]) => ({
    name,
    actions: [
      {
        name,
        category: 'Build',
        owner: 'AWS',
        provider: 'CodeBuild',
        version: '1',
        inputArtifacts: [input],
        outputArtifacts: output,
        configuration: { ProjectName: project.name },
      },
    ],
  });
  const pipeline = new aws.codepipeline.Pipeline(
    'pipeline',
    {
      // Begins the keys of what it hands on: the artifacts' lifecycle knows the word.
      name: `pipeline-${prefix}`,
      pipelineType: 'V2',
      executionMode: 'QUEUED',
      roleArn: role.arn,
      artifactStores: [
        {
          type: 'S3',
          location: to.artifacts.bucket,
          ...(config.kmsKey === undefined ? {} : { encryptionKey: { id: config.kmsKey, type: 'KMS' } }),
        },
      ],
      stages: [
        {
          name: 'Source',
          actions: [
            {
              name: 'GitHub',
              category: 'Source',
              owner: 'AWS',
              provider: 'CodeStarSourceConnection',
              version: '1',
              outputArtifacts: ['source'],
              configuration: {
                ConnectionArn: connectionArn,
                FullRepositoryId: repository,
                BranchName: branch,
                DetectChanges: 'false',
              },
            },
          ],
        },
        step('Build', build, 'source', ['image']),
        step('Register', register, 'image', []),
      ],
      triggers: [
        {
          providerType: 'CodeStarSourceConnection',
          gitConfiguration: {
            sourceActionName: 'GitHub',
            pushes: [{ branches: { includes: [branch] }, filePaths: { includes: ['executor-image/**'] } }],
          },
        },
      ],
    },
    within,
  );
  return { name: pipeline.name, connection: connectionArn };
}

export const familyArn = ({ partition, region, account }: Context, family: string): string =>
  `arn:${partition}:ecs:${region}:${account}:task-definition/${family}`;
