import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { publicEvents } from '../../../shared/topology.ts';
import { group, type Context } from '../context.ts';
import { createLogGroup } from '../logs.ts';
import { trustService } from '../policies/document.ts';
import { logOfRules, toSubscribers } from '../policies/messaging.ts';
import { createRole } from '../roles.ts';
import { createDeadLetters, openQueue } from './queues.ts';

export interface Completions {
  deadLetters: aws.sqs.Queue;
  /** Every completion event, a line each: what the dashboard and the alarm on failures count. */
  logGroup: aws.cloudwatch.LogGroup;
}

/** Hands the public completion event to those who subscribed, and to a log. */
export function createCompletions(context: Context, bus: aws.cloudwatch.EventBus): Completions {
  const { config, prefix, account } = context;
  const { within } = group(context, 'Completions');
  const deadLetters = createDeadLetters(context, 'completions-rule-dlq', within);
  const rule = new aws.cloudwatch.EventRule(
    'completions',
    {
      name: `${prefix}-completions`,
      description: 'Every run that has come to its end',
      eventBusName: bus.name,
      eventPattern: JSON.stringify({ source: ['kaiseki'], 'detail-type': publicEvents }),
    },
    within,
  );
  openQueue('completions-rule-dlq', deadLetters, [rule], within);
  const target = (
    name: string,
    args: Pick<aws.cloudwatch.EventTargetArgs, 'arn' | 'roleArn'>,
    dependsOn: pulumi.Resource[] = [],
  ) =>
    new aws.cloudwatch.EventTarget(
      `completions-${name}`,
      {
        rule: rule.name,
        eventBusName: bus.name,
        targetId: name,
        deadLetterConfig: { arn: deadLetters.arn },
        retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
        ...args,
      },
      { ...within, dependsOn },
    );

  // EventBridge writes only to groups below this name.
  const logGroup = createLogGroup(context, 'completions', `/aws/events/${prefix}/completions`, within);
  const mayWrite = new aws.cloudwatch.LogResourcePolicy(
    'completions',
    {
      policyName: `${prefix}-completions`,
      policyDocument: pulumi.jsonStringify(logGroup.arn.apply(logOfRules)),
    },
    within,
  );
  target('log', { arn: logGroup.arn }, [mayWrite]);

  if (config.subscribers.length > 0) {
    const role = createRole(context, 'subscribers', within, {
      description: 'EventBridge hands completion events to subscribers',
      trust: trustService('events.amazonaws.com', { account }),
      policy: toSubscribers(config.subscribers),
    });
    config.subscribers.forEach((arn, index) => target(`subscriber-${index + 1}`, { arn, roleArn: role.arn }));
  }
  return { deadLetters, logGroup };
}
