import { createHash } from 'node:crypto';

/** What AWS adds to a resource that is created: names, ARNs, addresses. Only what the program reads has to be right. */
export const account = '123456789012';

type Values = Record<string, unknown>;

/** How the ARN of a type is made of its name; where it is not `service:region:account:kind/name`. */
const arns: Record<string, (name: string, region: string, outputs: Values) => string> = {
  'aws:s3/bucket:Bucket': (name) => `arn:aws:s3:::${name}`,
  'aws:sqs/queue:Queue': (name, region) => `arn:aws:sqs:${region}:${account}:${name}`,
  'aws:sns/topic:Topic': (name, region) => `arn:aws:sns:${region}:${account}:${name}`,
  'aws:iam/role:Role': (name) => `arn:aws:iam::${account}:role/${name}`,
  'aws:lambda/function:Function': (name, region) => `arn:aws:lambda:${region}:${account}:function:${name}`,
  'aws:cloudwatch/eventBus:EventBus': (name, region) =>
    `arn:aws:events:${region}:${account}:event-bus/${name}`,
  'aws:cloudwatch/eventRule:EventRule': (name, region, { eventBusName }) =>
    `arn:aws:events:${region}:${account}:rule/${typeof eventBusName === 'string' ? `${eventBusName}/` : ''}${name}`,
  'aws:cloudwatch/logGroup:LogGroup': (name, region) => `arn:aws:logs:${region}:${account}:log-group:${name}`,
  'aws:cloudwatch/metricAlarm:MetricAlarm': (name, region) =>
    `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
  'aws:ecs/cluster:Cluster': (name, region) => `arn:aws:ecs:${region}:${account}:cluster/${name}`,
  'aws:ecs/taskDefinition:TaskDefinition': (_, region, { family }) =>
    `arn:aws:ecs:${region}:${account}:task-definition/${String(family)}:1`,
  'aws:ecr/repository:Repository': (name, region) => `arn:aws:ecr:${region}:${account}:repository/${name}`,
  'aws:codebuild/project:Project': (name, region) => `arn:aws:codebuild:${region}:${account}:project/${name}`,
  'aws:secretsmanager/secret:Secret': (name, region) =>
    `arn:aws:secretsmanager:${region}:${account}:secret:${name}-AbCdEf`,
  'aws:redshiftserverless/workgroup:Workgroup': (name, region) =>
    `arn:aws:redshift-serverless:${region}:${account}:workgroup/${fingerprint(name)}`,
  'aws:redshiftserverless/namespace:Namespace': (name, region) =>
    `arn:aws:redshift-serverless:${region}:${account}:namespace/${fingerprint(name)}`,
};

/** The input that a type's physical name stands in, where it is not `name`. */
const nameInputs: Record<string, string> = {
  'aws:s3/bucket:Bucket': 'bucket',
  'aws:redshiftserverless/workgroup:Workgroup': 'workgroupName',
  'aws:redshiftserverless/namespace:Namespace': 'namespaceName',
  'aws:ecs/taskDefinition:TaskDefinition': 'family',
};

const more: Record<string, (name: string, region: string) => Values> = {
  'aws:s3/bucket:Bucket': (name, region) => ({
    bucketRegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
  }),
  'aws:sqs/queue:Queue': (name, region) => ({
    id: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
    url: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
  }),
  'aws:ecr/repository:Repository': (name, region) => ({
    repositoryUrl: `${account}.dkr.ecr.${region}.amazonaws.com/${name}`,
  }),
  'aws:lambda/invocation:Invocation': (name) => ({
    result: JSON.stringify({
      image: `${account}.dkr.ecr.us-east-1.amazonaws.com/kaiseki@sha256:${createHash('sha256').update(name).digest('hex')}`,
    }),
  }),
  'aws:apigatewayv2/api:Api': (name, region) => ({
    apiEndpoint: `https://${name}.execute-api.${region}.amazonaws.com`,
    executionArn: `arn:aws:execute-api:${region}:${account}:${name}`,
  }),
  'aws:ec2/vpcEndpoint:VpcEndpoint': () => ({ prefixListId: 'pl-0123456789abcdef0' }),
  'aws:redshiftserverless/namespace:Namespace': (name, region) => ({
    adminPasswordSecretArn: `arn:aws:secretsmanager:${region}:${account}:secret:redshift!${name}-admin-AbCdEf`,
  }),
};

const fingerprint = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

export function outputsOf(type: string, logicalName: string, inputs: Values, region: string): Values {
  const given = inputs[nameInputs[type] ?? 'name'];
  const name =
    typeof given === 'string' ? given : `${logicalName}-${fingerprint(type + logicalName).slice(0, 7)}`;
  const [, service = '', kind = ''] = /^aws:([^/:]+)[/:].*:(\w+)$/.exec(type) ?? [];
  const arn = arns[type]?.(name, region, inputs) ?? `arn:aws:${service}:${region}:${account}:${kind}/${name}`;
  return {
    id: name,
    name,
    arn,
    [nameInputs[type] ?? 'name']: name,
    ...inputs,
    ...more[type]?.(name, region),
  };
}

/** What AWS answers to a question that the program asks; null for one that it was not expected to ask. */
export function answerInvoke(
  token: string,
  asked: Values,
  region: string,
): Record<string, string | string[]> | null {
  switch (token) {
    case 'aws:index/getCallerIdentity:getCallerIdentity':
      return {
        accountId: account,
        arn: `arn:aws:iam::${account}:user/somebody`,
        userId: 'AIDAEXAMPLE',
        id: account,
      };
    case 'aws:index/getPartition:getPartition':
      return { partition: 'aws', dnsSuffix: 'amazonaws.com', id: 'aws' };
    case 'aws:index/getRegion:getRegion':
      return { region, id: region, name: region, description: region };
    case 'aws:index/getAvailabilityZones:getAvailabilityZones':
      return { names: ['a', 'b', 'c', 'd'].map((zone) => region + zone), zoneIds: [], id: region };
    case 'aws:ec2/getManagedPrefixList:getManagedPrefixList':
      return { id: 'pl-0123456789abcdef0', name: String(asked['name']) };
    case 'aws:ec2/getVpc:getVpc':
      return { id: String(asked['id']), cidrBlock: '10.9.0.0/16' };
    case 'aws:redshiftserverless/getWorkgroup:getWorkgroup':
      return {
        arn: `arn:aws:redshift-serverless:${region}:${account}:workgroup/${fingerprint(String(asked['workgroupName']))}`,
        id: String(asked['workgroupName']),
      };
    default:
      return null;
  }
}
