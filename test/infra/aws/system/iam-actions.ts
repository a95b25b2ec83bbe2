import type { ApiCall } from './front-door.ts';
import type { GraphArns } from './iam-graph.ts';

/** One thing that IAM is asked: may `caller` do this to that? */
export interface Access {
  caller: string;
  action: string;
  /** ARN; `*` where a service has no resource for the call. */
  resource: string;
  /** Condition keys of the request. */
  context: Readonly<Record<string, string>>;
}

type Asked = Omit<Access, 'caller'>;

/**
 * What one call asks of IAM, in the names of the captured graph.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 * @throws Error for a call that no line here knows, and for a name that is not the stack's
 */
export function accessesOf(call: ApiCall, graph: GraphArns): Access[] {
  const ask = services[call.service];
  if (ask === undefined) throw new Error(`nobody knows what ${call.service} asks of IAM`);
  return ask(call, graph).map((one) => ({ caller: call.caller, ...one }));
}

const services: Record<string, (call: ApiCall, graph: GraphArns) => Asked[]> = {
  s3: askedByS3,
  sqs: ({ action, body }, graph) => [
    { action: `sqs:${action}`, resource: graph.queue(lastOf(inputOf(body)['QueueUrl'])), context: {} },
  ],
  events: ({ body }, graph) =>
    (inputOf(body)['Entries'] as { EventBusName: string; Source: string }[]).map((entry) => ({
      action: 'events:PutEvents',
      resource: graph.bus(entry.EventBusName),
      context: { 'events:source': entry.Source },
    })),
  sts: ({ body }, graph) => {
    const form = new URLSearchParams(body);
    return [
      {
        action: `sts:${form.get('Action')}`,
        resource: graph.role(lastOf(form.get('RoleArn'))),
        context: {},
      },
    ];
  },
  secretsmanager: ({ action, body }, graph) => {
    // An ARN ends with the name and six characters that nobody chose.
    const name = String(inputOf(body)['SecretId']).split(':').at(-1)?.slice(0, -7) ?? '';
    return [{ action: `secretsmanager:${action}`, resource: graph.secret(name), context: {} }];
  },
  ecs: askedByEcs,
  'redshift-data': askedByRedshift,
};

const inputOf = (body: string) => JSON.parse(body || '{}') as Record<string, unknown>;
const lastOf = (text: unknown): string => String(text).split('/').at(-1) ?? '';

function askedByS3({ method, path, body, copySource, status }: ApiCall, graph: GraphArns): Asked[] {
  const { pathname, searchParams } = new URL(path, 'http://s3');
  const [bucket = '', ...parts] = pathname.slice(1).split('/').map(decodeURIComponent);
  const to = graph.bucket(bucket);
  const key = method === 'POST' ? keyOfForm(body) : parts.join('/');
  const object = (verb: string): Asked => ({ action: `s3:${verb}`, resource: `${to}/${key}`, context: {} });
  if (key === '') return [askedByListing(to, searchParams)];
  if (method === 'PUT' || method === 'POST')
    return [object('PutObject'), ...(copySource === null ? [] : [askedByCopy(copySource, graph)])];
  if (method === 'DELETE') return [object('DeleteObject')];
  if (method !== 'GET' && method !== 'HEAD') throw new Error(`nobody knows what S3 asks for a ${method}`);
  return [
    object(searchParams.has('versionId') ? 'GetObjectVersion' : 'GetObject'),
    ...(status === 404 ? askedByMissing(to, key) : []),
  ];
}

const askedByListing = (bucket: string, query: URLSearchParams): Asked => ({
  action: query.has('versions') ? 's3:ListBucketVersions' : 's3:ListBucket',
  resource: bucket,
  context: { 's3:prefix': query.get('prefix') ?? '' },
});

/**
 * "If you have the s3:ListBucket permission on the bucket, Amazon S3 returns 404", else 403, which ends a run. What `s3:prefix`
 * is in that question the documentation does not say: a policy has to do with the key and with nothing.
 */
const askedByMissing = (bucket: string, key: string): Asked[] => [
  { action: 's3:ListBucket', resource: bucket, context: { 's3:prefix': key } },
  { action: 's3:ListBucket', resource: bucket, context: {} },
];

function askedByCopy(source: string, graph: GraphArns): Asked {
  const { pathname, searchParams } = new URL(source, 'http://s3/');
  const [bucket = '', ...parts] = decodeURIComponent(pathname).slice(1).split('/');
  const action = searchParams.has('versionId') ? 's3:GetObjectVersion' : 's3:GetObject';
  return { action, resource: `${graph.bucket(bucket)}/${parts.join('/')}`, context: {} };
}

function keyOfForm(body: string): string {
  const [, key] = /name="key"\r\n\r\n([^\r]+)\r\n/.exec(body) ?? [];
  if (key === undefined) throw new Error('a form without a key');
  return key;
}

function askedByEcs({ action, body }: ApiCall, graph: GraphArns): Asked[] {
  const input = inputOf(body);
  if (action === 'DescribeTaskDefinition') return [{ action: `ecs:${action}`, resource: '*', context: {} }];
  const context = { 'ecs:cluster': graph.cluster(String(input['cluster'])) };
  const ask = (resource: string): Asked => ({ action: `ecs:${action}`, resource, context });
  switch (action) {
    case 'ListTasks':
      return [ask('*')];
    case 'StopTask':
      return [ask(graph.task(lastOf(input['task'])))];
    case 'DescribeTasks':
      return (input['tasks'] as string[]).map((task) => ask(graph.task(lastOf(task))));
    case 'RunTask':
      return [
        ask(graph.revision(lastOf(input['taskDefinition']))),
        {
          action: 'ecs:TagResource',
          resource: graph.task('new'),
          context: { 'ecs:CreateAction': 'RunTask' },
        },
        {
          action: 'iam:PassRole',
          resource: graph.role('execution'),
          context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
        },
      ];
    default:
      throw new Error(`nobody knows what ECS ${action} asks of IAM`);
  }
}

/** The Data API fetches a database user's credentials for who starts a statement; afterwards statements are no resources. */
function askedByRedshift({ action, body }: ApiCall, graph: GraphArns): Asked[] {
  if (action !== 'ExecuteStatement' && action !== 'BatchExecuteStatement')
    return [{ action: `redshift-data:${action}`, resource: '*', context: {} }];
  const workgroup = graph.workgroup(String(inputOf(body)['WorkgroupName']));
  return [`redshift-data:${action}`, 'redshift-serverless:GetCredentials'].map((one) => ({
    action: one,
    resource: workgroup,
    context: {},
  }));
}
