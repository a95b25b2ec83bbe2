import type { PolicyDocument, Statement } from '../../../../infra/aws/policies/document.ts';
import type { Capture } from '../../../fakes/pulumi/captured.ts';
import { ofType } from './deployments.ts';

/** Statements that name every resource, by their Sid and actions, and why they cannot name one. */
const everyResource: Record<string, string> = {
  'RegistryLogin ecr:GetAuthorizationToken': 'ECR has no resource for a login',
  'DescribeTaskDefinition ecs:DescribeTaskDefinition': 'ECS has no resource for this call',
  'RegisterRevision ecs:RegisterTaskDefinition': 'ECS has no resource for this call; PassRole bounds it',
  'ListTasks ecs:ListTasks': 'limited to the cluster by its condition',
  'OwnStatements redshift-data:DescribeStatement redshift-data:GetStatementResult redshift-data:CancelStatement redshift-data:ListStatements':
    'statements are no resources; Redshift shows a role its own alone',
};

/** Wildcards inside ARNs: prefixes of objects, streams of a log group, revisions of a family, tasks of a cluster. */
const narrowWildcards = [
  /^arn:aws:s3:::[a-z0-9-]+\/[a-z*/]+$/,
  /^arn:aws:s3:::[a-z0-9-]+\/\*$/,
  /^arn:aws:logs:[^*]+:log-group:[^*]+:\*$/,
  /^arn:aws:ecs:[^*]+:task-definition\/[^*]+:\*$/,
  /^arn:aws:ecs:[^*]+:task\/[^*]+\/\*$/,
  /^arn:aws:bedrock:\*::foundation-model\/[^*]+$/, // the Regions of the profile's geography
];

export interface NamedPolicy {
  name: string;
  document: PolicyDocument;
}

/** Every policy document of the graph: of roles, what may assume them, of resources. */
export function policiesOf(capture: Capture): NamedPolicy[] {
  const fields: Record<string, string> = {
    'aws:iam/rolePolicy:RolePolicy': 'policy',
    'aws:iam/role:Role': 'assumeRolePolicy',
    'aws:s3/bucketPolicy:BucketPolicy': 'policy',
    'aws:sqs/queuePolicy:QueuePolicy': 'policy',
    'aws:sns/topicPolicy:TopicPolicy': 'policy',
    'aws:ec2/vpcEndpoint:VpcEndpoint': 'policy',
    'aws:cloudwatch/logResourcePolicy:LogResourcePolicy': 'policyDocument',
  };
  return Object.entries(fields).flatMap(([type, field]) =>
    ofType(capture, type).map(({ name, inputs }) => ({
      name: `${type.slice(type.lastIndexOf(':') + 1)} ${name}`,
      document: JSON.parse(String(inputs[field])) as PolicyDocument,
    })),
  );
}

/** What allows more than it has to. */
export function accessFlaws(capture: Capture): string[] {
  const policies = policiesOf(capture);
  return [
    ...policies.flatMap(({ name, document }) =>
      document.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap((one) =>
        statementFlaws(name, one),
      ),
    ),
    ...ofType(capture, 'aws:iam/rolePolicyAttachment:RolePolicyAttachment').map(
      ({ name }) => `${name} attaches a policy that is not ours`,
    ),
  ];
}

function statementFlaws(name: string, statement: Statement): string[] {
  const actions = [statement.Action].flat();
  const resources = [statement.Resource ?? []].flat();
  const isEndpoint = name.startsWith('VpcEndpoint');
  const known = `${statement.Sid ?? ''} ${actions.join(' ')}` in everyResource;
  return [
    ...actions.filter((one) => one.includes('*')).map((one) => `${name} allows ${one}`),
    ...resources
      .filter((one) => one.includes('*'))
      .filter((one) => !(one === '*' && known) && !narrowWildcards.some((narrow) => narrow.test(one)))
      .map((one) => `${name} allows ${actions.join()} on ${one}`),
    // An endpoint's policy limits what else is allowed, and allows nothing by itself.
    ...(statement.Principal === '*' && !isEndpoint ? [`${name} allows everybody`] : []),
  ];
}
