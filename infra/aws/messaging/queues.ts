import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { derive, type DerivedQueue, type QueuedStage } from '../../../shared/topology.ts';
import { group, type Context } from '../context.ts';
import { queueOfNobody, queueOfRules } from '../policies/messaging.ts';

export interface StageQueues {
  derived: DerivedQueue;
  queue: aws.sqs.Queue;
  deadLetters: aws.sqs.Queue;
  /** Where a rule's target puts what it could not deliver. */
  ruleDeadLetters: aws.sqs.Queue;
}

export type Queues = Record<QueuedStage, StageQueues>;

export const deadLetterSeconds = 14 * 86_400;

/** Messages hold ids of runs and no more; SQS encrypts them with keys of its own. */
const encrypted = { sqsManagedSseEnabled: true };

/** A queue for what could not be delivered or worked off: an alarm watches each. */
export const createDeadLetters = (
  { prefix }: Context,
  name: string,
  within: pulumi.CustomResourceOptions,
): aws.sqs.Queue =>
  new aws.sqs.Queue(
    name,
    { name: `${prefix}-${name}`, messageRetentionSeconds: deadLetterSeconds, ...encrypted },
    within,
  );

/** What `derive` asks of every host: per stage a queue and its two dead-letter queues. */
export function createQueues(context: Context): Queues {
  const { within } = group(context, 'Queues');
  const entries = derive().map((derived) => {
    const deadLetters = createDeadLetters(context, derived.deadLetterQueue, within);
    const ruleDeadLetters = createDeadLetters(context, derived.ruleDeadLetterQueue, within);
    const queue = new aws.sqs.Queue(
      derived.queue,
      {
        name: `${context.prefix}-${derived.queue}`,
        visibilityTimeoutSeconds: derived.visibilitySeconds,
        redrivePolicy: pulumi.jsonStringify({
          deadLetterTargetArn: deadLetters.arn,
          maxReceiveCount: derived.receiveLimit,
        }),
        ...encrypted,
      },
      within,
    );
    new aws.sqs.RedriveAllowPolicy(
      derived.deadLetterQueue,
      {
        queueUrl: deadLetters.url,
        redriveAllowPolicy: pulumi.jsonStringify({
          redrivePermission: 'byQueue',
          sourceQueueArns: [queue.arn],
        }),
      },
      within,
    );
    return [derived.stage, { derived, queue, deadLetters, ruleDeadLetters }] as const;
  });
  return Object.fromEntries(entries) as Queues;
}

/** Lets rules send to a queue; a queue without rules takes from nobody but who has a role for it. */
export function openQueue(
  name: string,
  queue: aws.sqs.Queue,
  rules: aws.cloudwatch.EventRule[],
  within: pulumi.CustomResourceOptions,
): void {
  const policy = pulumi
    .all([queue.arn, pulumi.all(rules.map((rule) => rule.arn))])
    .apply(([arn, from]) => (from.length === 0 ? queueOfNobody(arn) : queueOfRules(arn, from)));
  new aws.sqs.QueuePolicy(name, { queueUrl: queue.url, policy: pulumi.jsonStringify(policy) }, within);
}
