import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { group, type Context } from '../context.ts';
import type { Functions } from '../functions/functions.ts';
import type { Queues } from '../messaging/queues.ts';

/** Namespace of what the functions count themselves, and of what is counted in logs. */
export const metricNamespace = 'Kaiseki';

export interface Watched {
  topic: aws.sns.Topic;
  queues: Queues;
  /** Every dead-letter queue beside those of the stages. */
  otherDeadLetters: Record<string, aws.sqs.Queue>;
  functions: Functions;
  completions: aws.cloudwatch.LogGroup;
}

type Alarm = Pick<
  aws.cloudwatch.MetricAlarmArgs,
  'namespace' | 'metricName' | 'dimensions' | 'statistic' | 'threshold'
> & {
  description: string;
  minutes: number;
  /** No data is bad news, too. */
  silence?: 'breaching';
  comparison?: 'LessThanThreshold';
};

/** More failures than this in a quarter of an hour are no longer questions that could not be answered. */
const failuresInQuarter = 5;

/** A message that waits longer than this is not being worked off. */
const stuckSeconds = 900;

export function createAlarms(context: Context, watched: Watched): void {
  const { within } = group(context, 'Watch');
  const { topic, queues, functions } = watched;
  const alarm = (name: string, { description, minutes, silence, comparison, ...metric }: Alarm) =>
    new aws.cloudwatch.MetricAlarm(
      name,
      {
        name: `${context.prefix}-${name}`,
        alarmDescription: description,
        comparisonOperator: comparison ?? 'GreaterThanOrEqualToThreshold',
        evaluationPeriods: 1,
        period: minutes * 60,
        treatMissingData: silence ?? 'notBreaching',
        alarmActions: [topic.arn],
        ...metric,
      },
      within,
    );
  const deadLetters = {
    ...Object.fromEntries(
      Object.values(queues).flatMap(({ derived, deadLetters: stage, ruleDeadLetters: rule }) => [
        [derived.deadLetterQueue, stage],
        [derived.ruleDeadLetterQueue, rule],
      ]),
    ),
    ...watched.otherDeadLetters,
  };
  for (const [name, queue] of Object.entries(deadLetters))
    alarm(name, {
      description: `Messages that nobody could work off or deliver are in ${name}. README.md: "Watch".`,
      ...sqs('ApproximateNumberOfMessagesVisible', queue),
      statistic: 'Maximum',
      threshold: 1,
      minutes: 5,
    });
  for (const { derived, queue } of Object.values(queues))
    alarm(`${derived.queue}-stuck`, {
      description: `A message has waited ${stuckSeconds / 60} minutes for ${derived.stage}: its function is throttled or fails.`,
      ...sqs('ApproximateAgeOfOldestMessage', queue),
      statistic: 'Maximum',
      threshold: stuckSeconds,
      minutes: 5,
    });
  for (const [name, deployed] of Object.entries(functions))
    alarm(`${name}-errors`, {
      description: `The function ${name} fails as a whole: its log says why.`,
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensions: { FunctionName: deployed.function.name },
      statistic: 'Sum',
      threshold: 3,
      minutes: 5,
    });
  alarm('sweep-silent', {
    description: 'The sweep has not run for five minutes: runs that were forgotten stay so.',
    namespace: 'AWS/Lambda',
    metricName: 'Invocations',
    dimensions: { FunctionName: functions.sweep.function.name },
    statistic: 'Sum',
    threshold: 1,
    comparison: 'LessThanThreshold',
    silence: 'breaching',
    minutes: 5,
  });
  alarm('runs-stuck', {
    description:
      'Runs could not be swept for a quarter of an hour: they are past their time and nobody ends them.',
    namespace: metricNamespace,
    metricName: 'runsNotSwept',
    dimensions: { service: 'sweep' },
    statistic: 'Sum',
    threshold: 5,
    minutes: 15,
  });
  const failed = countFailures(context, watched.completions, within);
  alarm('runs-failed', {
    description: `${failuresInQuarter} runs failed within a quarter of an hour.`,
    ...failed,
    statistic: 'Sum',
    threshold: failuresInQuarter,
    minutes: 15,
  });
}

const sqs = (metricName: string, queue: aws.sqs.Queue) => ({
  namespace: 'AWS/SQS',
  metricName,
  dimensions: { QueueName: queue.name },
});

/** Statuses are in the completion events, which are in a log; each stack counts for itself. */
function countFailures(
  { prefix }: Context,
  logGroup: aws.cloudwatch.LogGroup,
  within: pulumi.CustomResourceOptions,
) {
  const namespace = `${metricNamespace}/${prefix}`;
  for (const status of ['succeeded', 'clarified', 'failed', 'cancelled'])
    new aws.cloudwatch.LogMetricFilter(
      `runs-${status}`,
      {
        name: `${prefix}-runs-${status}`,
        logGroupName: logGroup.name,
        pattern: `{ $.detail.summary.status = "${status}" }`,
        metricTransformation: { namespace, name: `runs-${status}`, value: '1' },
      },
      within,
    );
  return { namespace, metricName: 'runs-failed' };
}
