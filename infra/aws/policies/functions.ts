import type { QueuedStage } from '../../../shared/topology.ts';
import { allow, policy, type PolicyDocument, type Statement } from './document.ts';
import type { FunctionName } from '../functions/names.ts';
import { useKey, useStore, type StoreUse } from './store.ts';

/** What a function may touch: ARNs of what the program made. */
export interface Surroundings {
  bucket: string;
  kmsKey?: string;
  bus: string;
  queues: Record<QueuedStage, string>;
  deadLetterQueues: Record<QueuedStage, string>;
  logGroup: string;
  slotSigner: string;
  downloadSigner: string;
  queryRole: string;
  cluster: string;
  /** `arn:aws:ecs:region:account:task-definition/family`, without a revision. */
  taskFamily: string;
  /** `arn:aws:ecs:region:account:task/cluster`, without a task. */
  tasks: string;
  executionRole: string;
  webhookSecret: string;
  modelKeySecret?: string;
  /** ARNs of the model and of its profile; none: no model on Bedrock. */
  models: string[];
}

/** Of who asks the warehouse: the catalog, and what it is read anew from: the notes and YAML beside it, the load's mark. */
const catalog = ['catalog/', 'semantics/', 'data/'];

/** Whatever is written under a condition is read too: a refused writer looks whether the write was its own. */
const storeUses: Record<FunctionName, StoreUse> = {
  ingest: {
    reads: ['runs/', 'open/', 'index/', 'keys/', 'deliveries/', ...catalog],
    writes: ['runs/', 'open/', 'index/', 'keys/', 'catalog/'],
    deletes: ['runs/', 'index/'],
    pins: ['runs/'],
  },
  planner: {
    reads: ['runs/', 'wake/', ...catalog],
    writes: ['runs/', 'wake/', 'catalog/'],
    pins: ['runs/'],
  },
  'executor-dispatch': {
    reads: ['runs/', 'wake/', 'slots/', 'waiting/', ...catalog],
    lists: ['serving/'],
    writes: ['runs/', 'wake/', 'catalog/', 'slots/', 'waiting/', 'serving/'],
    deletes: ['waiting/', 'serving/'],
    pins: ['runs/'],
  },
  reporter: {
    reads: ['runs/', 'wake/', ...catalog],
    writes: ['runs/', 'wake/', 'catalog/'],
    pins: ['runs/'],
    listsVersions: ['runs/'],
  },
  repair: {
    reads: ['runs/', 'wake/', ...catalog],
    writes: ['runs/', 'wake/', 'catalog/'],
    pins: ['runs/'],
  },
  notifier: {
    reads: ['runs/', 'wake/', 'deliveries/', 'due/'],
    writes: ['runs/', 'wake/', 'index/', 'deliveries/', 'due/'],
    deletes: ['open/', 'due/'],
    pins: ['runs/'],
  },
  sweep: {
    reads: ['runs/', 'open/', 'due/', 'deliveries/', 'slots/', 'waiting/'],
    lists: ['serving/'],
    writes: ['runs/', 'slots/', 'waiting/'],
    deletes: ['open/', 'index/', 'waiting/', 'serving/'],
  },
};

const asksWarehouse: readonly FunctionName[] = [
  'ingest',
  'planner',
  'executor-dispatch',
  'reporter',
  'repair',
];
const asksModel: readonly FunctionName[] = ['planner', 'reporter', 'repair'];
const launchesSlots: readonly FunctionName[] = ['executor-dispatch', 'sweep'];

/** Which functions may assume the roles that sign and that ask the warehouse. */
export const assumers = {
  slotSigner: launchesSlots,
  downloadSigner: ['ingest'] as readonly FunctionName[],
  queryRole: asksWarehouse,
};

/** The whole policy of one function's role. */
export function functionPolicy(name: FunctionName, to: Surroundings): PolicyDocument {
  return policy(
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [`${to.logGroup}:*`]),
    ...useStore(to.bucket, storeUses[name]),
    ...useKey(to.kmsKey),
    allow(['events:PutEvents'], [to.bus], { StringEquals: { 'events:source': 'kaiseki' } }),
    ...useQueues(name, to),
    ...assumeRoles(rolesOf(name, to)),
    ...(launchesSlots.includes(name) ? launchSlots(to) : []),
    ...(asksModel.includes(name) ? askModel(to) : []),
    ...(name === 'notifier' ? [readSecret(to.webhookSecret)] : []),
  );
}

function useQueues(name: FunctionName, to: Surroundings): Statement[] {
  if (name === 'ingest') return [];
  if (name === 'sweep') return [allow(['sqs:SendMessage'], Object.values(to.queues))];
  const own = to.queues[name];
  return [
    // What an event source mapping does, it does as the function.
    allow(
      [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ChangeMessageVisibility',
        'sqs:SendMessage',
      ],
      [own],
    ),
    allow(['sqs:SendMessage'], [to.deadLetterQueues[name]]),
  ];
}

function rolesOf(name: FunctionName, to: Surroundings): string[] {
  const roles = Object.entries(assumers) as [keyof typeof assumers, readonly FunctionName[]][];
  return roles.flatMap(([role, functions]) => (functions.includes(name) ? [to[role]] : []));
}

const assumeRoles = (roles: string[]): Statement[] =>
  roles.length === 0 ? [] : [allow(['sts:AssumeRole'], roles)];

function launchSlots(to: Surroundings): Statement[] {
  const inCluster = { ArnEquals: { 'ecs:cluster': to.cluster } };
  return [
    allow(['ecs:RunTask'], [`${to.taskFamily}:*`], inCluster),
    allow(['ecs:DescribeTasks', 'ecs:StopTask'], [`${to.tasks}/*`], inCluster),
    // A task takes over its definition's tags as it is launched.
    allow(['ecs:TagResource'], [`${to.tasks}/*`], { StringEquals: { 'ecs:CreateAction': 'RunTask' } }),
    { Sid: 'ListTasks', ...allow(['ecs:ListTasks'], ['*'], inCluster) },
    { Sid: 'DescribeTaskDefinition', ...allow(['ecs:DescribeTaskDefinition'], ['*']) },
    allow(['iam:PassRole'], [to.executionRole], {
      StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
    }),
  ];
}

const askModel = (to: Surroundings): Statement[] => [
  ...(to.models.length > 0 ? [allow(['bedrock:InvokeModel'], to.models)] : []),
  ...(to.modelKeySecret === undefined ? [] : [readSecret(to.modelKeySecret)]),
];

const readSecret = (secret: string): Statement => allow(['secretsmanager:GetSecretValue'], [secret]);

/**
 * What Converse needs for a model: the model itself, or, of a profile (`us.…`, `global.…`), the profile and the model in
 * every Region that the profile may choose. An ARN is taken as it is.
 */
export function bedrockModels(
  id: string,
  where: { partition: string; region: string; account: string },
): string[] {
  const { partition, region, account } = where;
  if (id.startsWith('arn:')) return [id];
  const [, geography, model = ''] = /^([a-z]{2,6}(?:-gov)?)\.(.+\..+)$/.exec(id) ?? [];
  if (geography === undefined) return [`arn:${partition}:bedrock:${region}::foundation-model/${id}`];
  return [
    `arn:${partition}:bedrock:${region}:${account}:inference-profile/${id}`,
    `arn:${partition}:bedrock:*::foundation-model/${model}`,
    ...(geography === 'global' ? [`arn:${partition}:bedrock:::foundation-model/${model}`] : []),
  ];
}
