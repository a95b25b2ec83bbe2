import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReceiveMessageCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { functionNames, type FunctionName } from '../../../../infra/aws/functions/names.ts';
import { createClients } from '../../../../infra/aws/runtime/clients.ts';
import { topology, queuedStages, type QueuedStage } from '../../../../shared/topology.ts';
import { startEcs, type EcsTask } from '../../../fakes/aws/ecs.ts';
import { useEndpoint } from '../kit.ts';
import { startMoto } from '../moto/start.ts';
import { call, type Answer } from './api.ts';
import { mapQueue } from './event-source.ts';
import { runExecutor } from './executor-task.ts';
import { startFrontDoor, type FrontDoor } from './front-door.ts';
import { deploy, type DeployedFunction } from './functions.ts';
import { bucket, busName, makeResources, queueArn, type Resources } from './resources.ts';
import { startWarehouse } from './warehouse.ts';

export interface SystemOptions {
  /** S3's, ECS's and Redshift's own events, which come sooner than the next look. */
  hints?: boolean;
  /** Every message of a queue comes twice. */
  repeat?: boolean;
}

export interface System extends AsyncDisposable {
  functions: Record<FunctionName, DeployedFunction>;
  door: FrontDoor;
  resources: Resources;
  tasks: Map<string, EcsTask>;
  /** Bodies and headers of webhooks that arrived. */
  webhooks: { headers: Record<string, unknown>; body: string }[];
  webhookUrl: string;
  call(...request: Parameters<typeof call> extends [unknown, ...infer Rest] ? Rest : never): Promise<Answer>;
  /** Posts a prompt and reads the run until it is closed. */
  ask(prompt: string, more?: Record<string, unknown>): Promise<any>; // oxlint-disable-line no-explicit-any
  deadLetters(): Promise<string[]>;
  log(): string;
}

/** How often the schedule invokes the sweep; once a minute on AWS. */
const sweepMilliseconds = 2_000;

/**
 * The system as it is deployed: the bundles in processes of their own, moto for S3, SQS, EventBridge, STS and secrets,
 * strict fakes for ECS and Redshift, the real executor for a task's container. Nothing of the one-machine host.
 */
export async function startSystem({ hints = true, repeat = false }: SystemOptions = {}): Promise<System> {
  const moto = await startMoto();
  const executorLog: string[] = [];
  const leave = useEndpoint(moto.url);
  const clients = createClients(process.env);
  const warehouse = await startWarehouse(
    clients.s3,
    (caller) => door.nameOf(caller),
    (statement) => void (hints && tellOfStatement(statement)),
  );
  const ecs = await startEcs({
    cluster: 'kaiseki',
    family: 'kaiseki-executor',
    containers: ['executor'],
    run: (environment) => runExecutor(environment, (line) => executorLog.push(line)),
    onChange: (task) => void (hints && tell(task)),
  });
  const door = await startFrontDoor({
    s3: moto.url,
    sqs: moto.url,
    events: moto.url,
    sts: moto.url,
    secretsmanager: moto.url,
    ecs: ecs.url,
    'redshift-data': warehouse.url,
  });
  const resources = await makeResources(clients, { hints });
  const functions = Object.fromEntries(
    functionNames.map((name) => [name, deploy(name, environmentOf(name, door.url, resources))]),
  ) as Record<FunctionName, DeployedFunction>;
  const mappings = queuedStages.map((stage) =>
    mapQueue(clients.sqs, { url: resources.queues[stage], arn: queueArn(stage) }, functions[stage], {
      batchSize: topology[stage].batchSize,
      concurrency: 2,
      repeat,
    }),
  );
  let sweeping = Promise.resolve();
  const schedule = setInterval(() => {
    sweeping = sweeping
      .then(() => functions.sweep.invoke({ source: 'aws.scheduler' }))
      .then(
        () => undefined,
        () => undefined,
      );
  }, sweepMilliseconds);
  const receiver = await startReceiver();

  /** What a rule with the queue for a target does. */
  const put = async (stage: QueuedStage, source: string, type: string, detail: unknown): Promise<void> => {
    const MessageBody = JSON.stringify({ source, 'detail-type': type, detail });
    const QueueUrl = resources.queues[stage];
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody })).catch(() => undefined);
  };

  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html */
  async function tell({ taskArn, startedBy, lastStatus, desiredStatus, stopCode }: EcsTask): Promise<void> {
    const detail = { taskArn, startedBy, lastStatus, desiredStatus, stopCode };
    await put('executor-dispatch', 'aws.ecs', 'ECS Task State Change', detail);
  }

  /** https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-monitoring-events.html */
  async function tellOfStatement(detail: unknown): Promise<void> {
    const type = 'Redshift Data Statement Status Change';
    for (const stage of ['planner', 'executor-dispatch', 'reporter'] as const)
      await put(stage, 'aws.redshift-data', type, detail);
  }

  return {
    functions,
    door,
    resources,
    tasks: ecs.tasks,
    webhooks: receiver.received,
    webhookUrl: receiver.url,
    call: (...request) => call(functions.ingest, ...request),
    async ask(prompt, more = {}) {
      const key = crypto.randomUUID();
      const accepted = await untilAnswered(() =>
        call(functions.ingest, 'POST', '/prompt', { prompt, ...more }, { 'idempotency-key': key }),
      );
      if (accepted.status !== 202) throw new Error(`POST /prompt: ${JSON.stringify(accepted.json)}`);
      for (;;) {
        const read = await untilAnswered(() =>
          call(functions.ingest, 'GET', `/runs/${accepted.json.id}`, undefined, { prefer: 'wait=20' }),
        );
        if (read.json.finishedAt !== null) return read.json;
      }
    },
    deadLetters: () => receiveAll(clients.sqs, resources.deadLetterQueues),
    log: () => [...functionNames.flatMap((name) => functions[name].log), ...executorLog].join(''),
    async [Symbol.asyncDispose]() {
      clearInterval(schedule);
      await Promise.all(mappings.map((mapping) => mapping.stop()));
      await sweeping;
      await Promise.all(functionNames.map((name) => functions[name].close()));
      await ecs[Symbol.asyncDispose]();
      await warehouse[Symbol.asyncDispose]();
      await receiver.close();
      await door[Symbol.asyncDispose]();
      leave();
      for (const client of Object.values(clients)) (client as { destroy(): void }).destroy();
      await moto.close();
    },
  };
}

/** Exactly what the stack sets, and where the services are. */
const environmentOf = (
  name: FunctionName,
  endpoint: string,
  resources: Resources,
): Record<string, string> => ({
  AWS_REGION: 'us-east-1',
  // Who calls is told by it.
  AWS_ACCESS_KEY_ID: name,
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_ENDPOINT_URL: endpoint,
  KAISEKI_BUCKET: bucket,
  KAISEKI_EVENT_BUS: busName,
  // The SDK calls the host that a queue's URL names.
  KAISEKI_QUEUES: through(endpoint, resources.queues),
  KAISEKI_DEAD_LETTER_QUEUES: through(endpoint, resources.deadLetterQueues),
  KAISEKI_SIGNER_ROLE: `arn:aws:iam::123456789012:role/${name === 'ingest' ? 'download-signer' : 'slot-signer'}`,
  KAISEKI_QUERY_ROLE: 'arn:aws:iam::123456789012:role/query',
  KAISEKI_CLUSTER: 'kaiseki',
  KAISEKI_TASK_DEFINITION: 'kaiseki-executor',
  KAISEKI_SUBNETS: 'subnet-1,subnet-2',
  KAISEKI_SECURITY_GROUPS: 'sg-1',
  KAISEKI_CAPACITY: '4',
  KAISEKI_WARM_SLOTS: '1',
  KAISEKI_CAPACITY_PROVIDERS: 'FARGATE',
  KAISEKI_REDSHIFT_WORKGROUP: 'kaiseki',
  KAISEKI_REDSHIFT_DATABASE: 'dev',
  // DuckDB's schema of that kind.
  KAISEKI_REDSHIFT_SCHEMAS: 'main',
  KAISEKI_UNLOAD_ROLE: 'arn:aws:iam::123456789012:role/unload',
  KAISEKI_WEBHOOK_SECRET: resources.webhookSecret,
  KAISEKI_LOOPBACK_WEBHOOKS: 'allowed',
  KAISEKI_AUTH: 'iam',
});

const through = (endpoint: string, queues: Record<QueuedStage, string>): string =>
  JSON.stringify(queues).replaceAll(/http:\/\/[^/"]+/g, endpoint);

/** A client of the API tries again when the function was killed under it. */
async function untilAnswered(request: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    const answer = await request().catch((error: unknown) => {
      if (tries >= 20) throw error;
      return null;
    });
    if (answer !== null && answer.status < 500) return answer;
    if (answer !== null && tries >= 20) throw new Error(JSON.stringify(answer.json));
  }
}

async function startReceiver() {
  const received: { headers: Record<string, unknown>; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}

async function receiveAll(sqs: SQSClient, queues: Record<QueuedStage, string>): Promise<string[]> {
  const bodies: string[] = [];
  for (const QueueUrl of Object.values(queues)) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    bodies.push(...Messages.map(({ Body = '' }) => Body));
  }
  return bodies;
}
