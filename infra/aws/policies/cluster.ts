import { allow, policy, type PolicyDocument } from './document.ts';

/** Of ECS itself, to fetch the image and write the log. The container has no role: nothing in it can ask for credentials. */
export const executionRole = (repository: string, logGroup: string): PolicyDocument =>
  policy(
    { Sid: 'RegistryLogin', ...allow(['ecr:GetAuthorizationToken'], ['*']) },
    allow(
      ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
      [repository],
    ),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [`${logGroup}:*`]),
  );

/**
 * Of the S3 endpoint. Its default would let a program use a stranger's signed URL to carry data away, so only what the slots
 * need is let through: the project's bucket, and the Region's bucket of image layers.
 */
export const s3Endpoint = (bucket: string, layers: string): PolicyDocument =>
  policy(
    {
      Sid: 'Slots',
      Effect: 'Allow',
      Principal: '*',
      Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
      Resource: [`${bucket}/slots/*`, `${bucket}/runs/*`],
    },
    // Without it S3 says 403, not 404, for an empty mailbox. Whose signature it is decides whether anything can be listed.
    { Sid: 'EmptyMailbox', Effect: 'Allow', Principal: '*', Action: 's3:ListBucket', Resource: bucket },
    { Sid: 'ImageLayers', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `${layers}/*` },
  );

/** Of the endpoints of ECR: pulling this repository's images, by the execution role. */
export const registryEndpoint = (repository: string, role: string): PolicyDocument =>
  policy(
    {
      Sid: 'RegistryLogin',
      Effect: 'Allow',
      Principal: { AWS: role },
      Action: 'ecr:GetAuthorizationToken',
      Resource: '*',
    },
    {
      Sid: 'Pull',
      Effect: 'Allow',
      Principal: { AWS: role },
      Action: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
      Resource: repository,
    },
  );

/** Of the endpoint of CloudWatch Logs: the slots' own log group, by the execution role. */
export const logsEndpoint = (logGroup: string, role: string): PolicyDocument =>
  policy({
    Sid: 'Write',
    Effect: 'Allow',
    Principal: { AWS: role },
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: `${logGroup}:*`,
  });
