import { z } from 'zod';
import { ServiceRefusal, startJsonService, type JsonService } from './json-service.ts';

/** A container as Fargate runs it. */
export interface RunningContainer {
  /** SIGTERM, and SIGKILL after the task's stop timeout. */
  stop(): void;
  ended: Promise<number>;
}

export interface EcsTask {
  taskArn: string;
  taskDefinitionArn: string;
  startedBy: string;
  environment: Record<string, string>;
  lastStatus: 'PROVISIONING' | 'RUNNING' | 'STOPPED';
  desiredStatus: 'RUNNING' | 'STOPPED';
  stopCode?: string;
  stoppedReason?: string;
  exitCode?: number;
  containerReason?: string;
}

export interface EcsFake extends JsonService {
  tasks: Map<string, EcsTask>;
  /** What the service does by itself. */
  end(taskArn: string, how: Partial<EcsTask>): void;
  /** Tasks launched from now on are not visible to others for this many descriptions. */
  hideFor(descriptions: number): void;
  registerRevision(): string;
}

export interface EcsFakeOptions {
  cluster: string;
  family: string;
  /** Names of the task definition's containers. */
  containers: readonly string[];
  /** Runs the task's container; without it tasks stay RUNNING until they are stopped. */
  run?: (environment: Record<string, string>) => RunningContainer;
  /** Every change of a task, as the service tells EventBridge. */
  onChange?: (task: EcsTask) => void;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html */
const runTaskSchema = z.strictObject({
  cluster: z.string(),
  taskDefinition: z.string(),
  count: z.int().min(1).max(10),
  clientToken: z.string().regex(/^[\x21-\x7e]{1,64}$/),
  startedBy: z.string().regex(/^[A-Za-z0-9_/-]{1,128}$/),
  capacityProviderStrategy: z
    .array(
      z.strictObject({
        capacityProvider: z.enum(['FARGATE', 'FARGATE_SPOT']),
        weight: z.int().min(0).max(1_000),
      }),
    )
    .min(1),
  networkConfiguration: z.strictObject({
    awsvpcConfiguration: z.strictObject({
      subnets: z.array(z.string()).min(1).max(16),
      securityGroups: z.array(z.string()).max(5),
      assignPublicIp: z.enum(['ENABLED', 'DISABLED']),
    }),
  }),
  propagateTags: z.enum(['TASK_DEFINITION', 'SERVICE', 'NONE']),
  enableExecuteCommand: z.boolean(),
  overrides: z.strictObject({
    containerOverrides: z.array(
      z.strictObject({
        name: z.string(),
        environment: z.array(z.strictObject({ name: z.string(), value: z.string() })),
      }),
    ),
  }),
});

const account = 'arn:aws:ecs:us-east-1:123456789012';

/**
 * ECS with the semantics that its documentation promises and its common doubles lack:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html (a token is one task; other parameters under
 * it are a conflict that names the task), eventual visibility, stop codes.
 */
export async function startEcs(options: EcsFakeOptions): Promise<EcsFake> {
  const { cluster, family, containers, run, onChange } = options;
  const tasks = new Map<string, EcsTask>();
  const byToken = new Map<string, { parameters: string; taskArn: string }>();
  const hidden = new Map<string, number>();
  const running = new Map<string, RunningContainer>();
  let hiding = 0;
  let revisions = 1;
  const revisionArn = (): string => `${account}:task-definition/${family}:${revisions}`;

  const requireCluster = (name: unknown): void => {
    if (name !== cluster) throw new ServiceRefusal('ClusterNotFoundException', 'Cluster not found.');
  };

  function runTask(input: Record<string, unknown>) {
    const parsed = runTaskSchema.safeParse(input);
    if (!parsed.success) throw new ServiceRefusal('InvalidParameterException', z.prettifyError(parsed.error));
    const { clientToken, startedBy, taskDefinition, overrides } = parsed.data;
    requireCluster(parsed.data.cluster);
    if (JSON.stringify(overrides).length > 8_192)
      throw new ServiceRefusal(
        'InvalidParameterException',
        'Container Overrides length must be at most 8192',
      );
    const [override] = overrides.containerOverrides;
    if (!containers.includes(override?.name ?? ''))
      throw new ServiceRefusal(
        'InvalidParameterException',
        `Override for container named ${override?.name} is not a container in the TaskDefinition.`,
      );
    const parameters = JSON.stringify(input);
    const known = byToken.get(clientToken);
    if (known !== undefined && known.parameters !== parameters)
      throw new ServiceRefusal('ConflictException', 'The provided clientToken is already in use', 400, {
        resourceIds: [known.taskArn],
      });
    if (known !== undefined) return { tasks: [describe(tasks.get(known.taskArn) as EcsTask)], failures: [] };
    const task: EcsTask = {
      taskArn: `${account}:task/${cluster}/${(tasks.size + 1).toString(16).padStart(32, '0')}`,
      taskDefinitionArn: taskDefinition,
      startedBy,
      environment: Object.fromEntries((override?.environment ?? []).map(({ name, value }) => [name, value])),
      lastStatus: 'PROVISIONING',
      desiredStatus: 'RUNNING',
    };
    tasks.set(task.taskArn, task);
    byToken.set(clientToken, { parameters, taskArn: task.taskArn });
    hidden.set(task.taskArn, hiding);
    begin(task);
    return { tasks: [describe(task)], failures: [] };
  }

  function begin(task: EcsTask): void {
    change(task, { lastStatus: 'RUNNING' });
    const container = run?.(task.environment);
    if (container === undefined) return;
    running.set(task.taskArn, container);
    void container.ended.then((exitCode) =>
      end(task.taskArn, {
        exitCode,
        ...(task.stopCode === undefined && {
          stopCode: 'EssentialContainerExited',
          stoppedReason: 'Essential container in task exited',
        }),
      }),
    );
  }

  function change(task: EcsTask, how: Partial<EcsTask>): void {
    Object.assign(task, how);
    onChange?.(task);
  }

  function end(taskArn: string, how: Partial<EcsTask>): void {
    const task = tasks.get(taskArn);
    if (task === undefined || task.lastStatus === 'STOPPED') return;
    change(task, { ...how, lastStatus: 'STOPPED', desiredStatus: 'STOPPED' });
  }

  const describe = (task: EcsTask) => ({
    taskArn: task.taskArn,
    taskDefinitionArn: task.taskDefinitionArn,
    startedBy: task.startedBy,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    containers: [{ name: containers[0], exitCode: task.exitCode, reason: task.containerReason }],
  });

  /** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html */
  function describeTasks(input: Record<string, unknown>) {
    requireCluster(input['cluster']);
    const found: unknown[] = [];
    const failures: unknown[] = [];
    for (const arn of input['tasks'] as string[]) {
      const task = tasks.get(arn);
      const left = hidden.get(arn) ?? 0;
      hidden.set(arn, left - 1);
      if (task === undefined || left > 0) failures.push({ arn, reason: 'MISSING' });
      else found.push(describe(task));
    }
    return { tasks: found, failures };
  }

  function stopTask(input: Record<string, unknown>) {
    requireCluster(input['cluster']);
    const task = tasks.get(String(input['task']));
    if (task === undefined)
      throw new ServiceRefusal('InvalidParameterException', 'The referenced task was not found.');
    if (task.lastStatus !== 'STOPPED') {
      Object.assign(task, {
        desiredStatus: 'STOPPED',
        stopCode: 'UserInitiated',
        stoppedReason: String(input['reason']),
      });
      running.get(task.taskArn)?.stop();
    }
    return { task: describe(task) };
  }

  /** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html: by desired, not by last status. */
  function listTasks(input: Record<string, unknown>) {
    requireCluster(input['cluster']);
    const matching = [...tasks.values()].filter(
      (task) =>
        task.startedBy === input['startedBy'] && task.desiredStatus === (input['desiredStatus'] ?? 'RUNNING'),
    );
    return { taskArns: matching.map(({ taskArn }) => taskArn) };
  }

  const service = await startJsonService({
    RunTask: runTask,
    DescribeTasks: describeTasks,
    StopTask: stopTask,
    ListTasks: listTasks,
    DescribeTaskDefinition: ({ taskDefinition }) => {
      if (String(taskDefinition).split(':')[0] !== family)
        throw new ServiceRefusal('ClientException', 'Unable to describe task definition.');
      return { taskDefinition: { taskDefinitionArn: revisionArn() } };
    },
  });
  return {
    ...service,
    tasks,
    end,
    hideFor: (descriptions) => void (hiding = descriptions),
    registerRevision: () => {
      revisions++;
      return revisionArn();
    },
    async [Symbol.asyncDispose]() {
      for (const container of running.values()) container.stop();
      await service[Symbol.asyncDispose]();
    },
  };
}
