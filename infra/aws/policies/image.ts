import { allow, policy, type PolicyDocument, type Statement } from './document.ts';
import { useKey } from './store.ts';

const push = (repository: string): Statement[] => [
  { Sid: 'RegistryLogin', ...allow(['ecr:GetAuthorizationToken'], ['*']) },
  allow(
    [
      'ecr:BatchCheckLayerAvailability',
      'ecr:InitiateLayerUpload',
      'ecr:UploadLayerPart',
      'ecr:CompleteLayerUpload',
      'ecr:PutImage',
      'ecr:BatchGetImage',
      'ecr:GetDownloadUrlForLayer',
      'ecr:DescribeImages',
    ],
    [repository],
  ),
];

const writeLog = (logGroup: string): Statement =>
  allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [`${logGroup}:*`]);

/** Of the build: reads sources, pushes the image. */
export const builder = (to: {
  repository: string;
  logGroup: string;
  artifacts: string;
  key?: string;
}): PolicyDocument =>
  policy(
    writeLog(to.logGroup),
    allow(['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], [`${to.artifacts}/*`]),
    ...push(to.repository),
    ...useKey(to.key),
  );

/** Of the function that waits for the first build during `pulumi up`. */
export const buildWaiter = (to: { project: string; logGroup: string }): PolicyDocument =>
  policy(
    writeLog(to.logGroup),
    allow(
      ['codebuild:StartBuild', 'codebuild:BatchGetBuilds', 'codebuild:ListBuildsForProject'],
      [to.project],
    ),
  );

/** Of the step that makes a revision of the task definition with a new image, and changes nothing else in it. */
export const registrar = (to: {
  logGroup: string;
  artifacts: string;
  taskFamily: string;
  executionRole: string;
  key?: string;
}): PolicyDocument =>
  policy(
    writeLog(to.logGroup),
    allow(['s3:GetObject', 's3:GetObjectVersion'], [`${to.artifacts}/*`]),
    { Sid: 'DescribeTaskDefinition', ...allow(['ecs:DescribeTaskDefinition'], ['*']) },
    // ECS has no resource for this call: what bounds it is that it can pass on the slots' execution role and no other.
    { Sid: 'RegisterRevision', ...allow(['ecs:RegisterTaskDefinition'], ['*']) },
    allow(['ecs:TagResource'], [`${to.taskFamily}:*`], {
      StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' },
    }),
    allow(['iam:PassRole'], [to.executionRole], {
      StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
    }),
    ...useKey(to.key),
  );

/** Of the pipeline: fetches from GitHub, hands on, starts the two steps. */
export const pipeline = (to: {
  connection: string;
  projects: string[];
  artifacts: string;
  key?: string;
}): PolicyDocument =>
  policy(
    allow(['codestar-connections:UseConnection', 'codeconnections:UseConnection'], [to.connection]),
    allow(['codebuild:StartBuild', 'codebuild:BatchGetBuilds'], to.projects),
    allow(['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], [`${to.artifacts}/*`]),
    allow(['s3:GetBucketVersioning'], [to.artifacts]),
    ...useKey(to.key),
  );
