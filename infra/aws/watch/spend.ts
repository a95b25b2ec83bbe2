import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { group, type Context } from '../context.ts';
import { createDeadLetters, openQueue } from '../messaging/queues.ts';
import { allow, policy, trustService } from '../policies/document.ts';
import { createRole } from '../roles.ts';

/** A month's budget of what carries the stack's tag. Tags count once they are activated for billing: README.md. */
export function createBudget(context: Context, topic: aws.sns.Topic): void {
  const { config, prefix } = context;
  const tell = (threshold: number, notificationType: 'ACTUAL' | 'FORECASTED') => ({
    comparisonOperator: 'GREATER_THAN',
    threshold,
    thresholdType: 'PERCENTAGE',
    notificationType,
    subscriberSnsTopicArns: [topic.arn],
  });
  new aws.budgets.Budget(
    'month',
    {
      name: `${prefix}-month`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      limitAmount: String(config.budgetUsd),
      limitUnit: 'USD',
      costFilters: [{ name: 'TagKeyValue', values: [`user:stack$${pulumi.getStack()}`] }],
      notifications: [tell(80, 'ACTUAL'), tell(100, 'ACTUAL'), tell(100, 'FORECASTED')],
    },
    group(context, 'Budget').within,
  );
}

const dayMilliseconds = 86_400_000;
const warnDays = 90;

/** When to tell that a model ends, by its last day; null when that is over or near already. */
export function reminderTime(endsOn: string, today: Date): string | null {
  const at = new Date(Date.parse(`${endsOn}T09:00:00Z`) - warnDays * dayMilliseconds);
  return at.getTime() <= today.getTime() ? null : at.toISOString().slice(0, 19);
}

/** A message to the alarms' topic 90 days before the model's end, which no metric shows. @returns its dead letters */
export function remindOfModelEnd(context: Context, topic: aws.sns.Topic, today: Date): aws.sqs.Queue | null {
  const { config, prefix } = context;
  if (config.modelEndsOn === undefined) return null;
  const at = reminderTime(config.modelEndsOn, today);
  if (at === null) {
    void pulumi.log.warn(
      `The model ${config.model} ends on ${config.modelEndsOn}: choose its successor (kaiseki:model) and set kaiseki:modelEndsOn anew.`,
    );
    return null;
  }
  const { within } = group(context, 'ModelEnd');
  const deadLetters = createDeadLetters(context, 'model-end-dlq', within);
  openQueue('model-end-dlq', deadLetters, [], within);
  const role = createRole(context, 'model-end', within, {
    description: "Tells that a model's end is near",
    trust: trustService('scheduler.amazonaws.com', context),
    policy: pulumi
      .all([topic.arn, deadLetters.arn])
      .apply(([to, queue]) => policy(allow(['sns:Publish'], [to]), allow(['sqs:SendMessage'], [queue]))),
  });
  new aws.scheduler.Schedule(
    'model-end',
    {
      name: `${prefix}-model-end`,
      scheduleExpression: `at(${at})`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: topic.arn,
        roleArn: role.arn,
        input: `${prefix}: the model ${config.model} ends on ${config.modelEndsOn}, in ${warnDays} days. Choose its successor: kaiseki:model.`,
        deadLetterConfig: { arn: deadLetters.arn },
        retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
      },
    },
    within,
  );
  return deadLetters;
}
