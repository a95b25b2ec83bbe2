import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { sweepEverySeconds } from '../../../shared/topology.ts';
import { group, type Context } from '../context.ts';
import { createDeadLetters, openQueue } from '../messaging/queues.ts';
import { allow, policy, trustService } from '../policies/document.ts';
import { createRole } from '../roles.ts';
import type { Functions } from './functions.ts';

/** Looks for what was forgotten, once a minute. A minute that was missed is not made up for: the next one sees the same. */
export function scheduleSweep(context: Context, functions: Functions): aws.sqs.Queue {
  const { within } = group(context, 'Schedule');
  const sweep = functions.sweep.function;
  const deadLetters = createDeadLetters(context, 'sweep-schedule-dlq', within);
  openQueue('sweep-schedule-dlq', deadLetters, [], within);
  const role = createRole(context, 'schedule', within, {
    description: 'Starts the sweep',
    trust: trustService('scheduler.amazonaws.com', context),
    policy: pulumi
      .all([sweep.arn, deadLetters.arn])
      .apply(([lambda, queue]) =>
        policy(allow(['lambda:InvokeFunction'], [lambda]), allow(['sqs:SendMessage'], [queue])),
      ),
  });
  new aws.scheduler.Schedule(
    'sweep',
    {
      name: `${context.prefix}-sweep`,
      scheduleExpression:
        sweepEverySeconds === 60 ? 'rate(1 minute)' : `rate(${sweepEverySeconds / 60} minutes)`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: sweep.arn,
        roleArn: role.arn,
        deadLetterConfig: { arn: deadLetters.arn },
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
      },
    },
    within,
  );
  // Called asynchronously: without this Lambda itself would try a failed sweep twice more.
  new aws.lambda.FunctionEventInvokeConfig(
    'sweep',
    { functionName: sweep.name, maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    within,
  );
  return deadLetters;
}
