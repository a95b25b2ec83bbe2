import {
  ConflictException,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSServiceException,
  InvalidParameterException,
  ListTasksCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
  type RunTaskCommandOutput,
  StopTaskCommand,
  type DesiredStatus,
  type ECSClient,
  type Failure,
  type Task,
} from '@aws-sdk/client-ecs';
import { RetryableError } from '../../../../shared/errors.ts';
import type { Clock } from '../../../../shared/ports/clock.ts';
import type { StopOutcome } from '../../../../shared/ports/long-work.ts';
import type { SlotLauncher, SlotOpening } from '../../../slots/launcher.ts';
import { told } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { clientTokenOf, executorContainer, starterOf } from './names.ts';
import { readRecipe, writeRecipe } from './recipe.ts';
import { stateOfTask } from './task-state.ts';

export interface EcsLauncherOptions {
  client: ECSClient;
  settings: Settings['sandbox'];
  clock: Clock;
}

/** A new revision is launched from then on, and waiting tasks of the one before are replaced. */
const revisionSeconds = 60;

/** The API's own limit. */
const tasksInOneCall = 100;

/**
 * Slots as Fargate tasks. `RunTask` is asked for with a token made of the slot, so it launches one task however often it is
 * called; ECS keeps the token as long as the task and an hour, and no slot is launched after its life.
 */
export function createEcsLauncher({ client, settings, clock }: EcsLauncherOptions): SlotLauncher {
  const { cluster, subnets, securityGroups, capacityProviders } = settings;
  let revision: { arn: string; until: number } | null = null;

  /** The newest revision: CodePipeline registers one for every image, by digest. */
  async function taskDefinition(): Promise<string> {
    const now = clock.now().getTime();
    if (revision !== null && now < revision.until) return revision.arn;
    const { taskDefinition: found } = await told('ECS DescribeTaskDefinition', () =>
      client.send(new DescribeTaskDefinitionCommand({ taskDefinition: settings.taskDefinition })),
    );
    const arn = found?.taskDefinitionArn;
    if (arn === undefined) throw new RetryableError('ECS described a task definition without an ARN');
    revision = { arn, until: now + revisionSeconds * 1000 };
    return arn;
  }

  async function runTask(
    request: RunTaskCommandInput,
  ): Promise<Pick<RunTaskCommandOutput, 'tasks' | 'failures'>> {
    try {
      return await client.send(new RunTaskCommand(request));
    } catch (error) {
      // The slot has its task already, asked for in other words: by another version of this code.
      const [known] = error instanceof ConflictException ? (error.resourceIds ?? []) : [];
      if (known !== undefined) return { tasks: [{ taskArn: known }] };
      // "Capacity is unavailable at this time", "You've reached the limit on the number of vCPUs"
      if (error instanceof ECSServiceException && /capacity|limit|quota/i.test(error.message))
        throw new RetryableError(`ECS has no room for a task now: ${error.message}`, {}, { cause: error });
      throw error;
    }
  }

  async function describe(task: string): Promise<Task | null> {
    const { tasks = [], failures = [] } = await told('ECS DescribeTasks', () =>
      client.send(new DescribeTasksCommand({ cluster, tasks: [task] })),
    );
    // MISSING: not visible yet, or stopped more than an hour ago.
    const trouble = failures.find(({ reason }) => reason !== 'MISSING');
    if (trouble !== undefined) throw refused('DescribeTasks', trouble);
    return tasks[0] ?? null;
  }

  async function tasksOf(slot: string, desiredStatus: DesiredStatus): Promise<string[]> {
    const { taskArns = [] } = await told('ECS ListTasks', () =>
      client.send(
        new ListTasksCommand({
          cluster,
          startedBy: starterOf(slot),
          desiredStatus,
          maxResults: tasksInOneCall,
        }),
      ),
    );
    return taskArns;
  }

  async function stopTask(task: string): Promise<StopOutcome> {
    const found = await describe(task);
    if (found?.lastStatus === 'STOPPED') return 'ended';
    try {
      const { task: stopped } = await told('ECS StopTask', () =>
        client.send(new StopTaskCommand({ cluster, task, reason: 'Its run needs it no more' })),
      );
      return stopped?.lastStatus === 'STOPPED' ? 'ended' : 'stopping';
    } catch (error) {
      // "The referenced task was not found": not visible yet, or gone for an hour.
      if (error instanceof Error && error.cause instanceof InvalidParameterException) return 'unknown';
      throw error;
    }
  }

  return {
    recipe: async () =>
      writeRecipe({
        cluster,
        taskDefinition: await taskDefinition(),
        subnets,
        securityGroups,
        capacityProviders,
      }),

    async launch(opening) {
      const { tasks = [], failures = [] } = await told('ECS RunTask', () => runTask(toRequest(opening)));
      const [failure] = failures;
      if (failure !== undefined) throw refused('RunTask', failure);
      const arn = tasks[0]?.taskArn;
      if (arn === undefined) throw new RetryableError('ECS launched no task and did not say why');
      return arn;
    },

    async inspect(handle) {
      const task = await describe(handle);
      return task === null ? { status: 'unknown' } : stateOfTask(task);
    },

    async stop(slot, handle) {
      if (handle !== null) return stopTask(handle);
      const running = await tasksOf(slot, 'RUNNING');
      const outcomes = await Promise.all(running.map(stopTask));
      if (outcomes.some((one) => one !== 'ended')) return 'stopping';
      return running.length > 0 || (await tasksOf(slot, 'STOPPED')).length > 0 ? 'ended' : 'unknown';
    },
  };
}

/** The slot's URL alone is secret, and only the task can read it: it has no role, and nobody else sees its environment. */
function toRequest({ slot, mailbox, recipe }: SlotOpening): RunTaskCommandInput {
  const { cluster, taskDefinition, subnets, securityGroups, capacityProviders } = readRecipe(recipe);
  return {
    cluster,
    taskDefinition,
    count: 1,
    clientToken: clientTokenOf(slot),
    startedBy: starterOf(slot),
    capacityProviderStrategy: capacityProviders.map(({ name, weight }) => ({
      capacityProvider: name,
      weight,
    })),
    networkConfiguration: {
      awsvpcConfiguration: { subnets, securityGroups, assignPublicIp: 'DISABLED' },
    },
    propagateTags: 'TASK_DEFINITION',
    enableExecuteCommand: false,
    overrides: {
      containerOverrides: [
        {
          name: executorContainer,
          environment: [
            { name: 'KAISEKI_SLOT', value: slot },
            { name: 'KAISEKI_MAILBOX', value: mailbox },
          ],
        },
      ],
    },
  };
}

/** Capacity, quotas and the like come and go; who waits is told why by the run's trouble. */
const refused = (call: string, { reason, detail }: Failure): RetryableError =>
  new RetryableError(`ECS refused ${call}: ${[reason, detail].filter(Boolean).join(', ')}`);
