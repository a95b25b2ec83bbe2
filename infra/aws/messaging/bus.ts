import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { queuedStages } from '../../../shared/topology.ts';
import { group, type Context } from '../context.ts';
import { hintPattern, hints } from './hints.ts';
import { openQueue, type Queues } from './queues.ts';

/** EventBridge's longest: a day. After it what could not be delivered is in the rule's dead-letter queue. */
const retryPolicy = { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 };

/** Hints that are an hour old help nobody. */
const hintRetryPolicy = { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 20 };

/** The project's own bus. What services publish goes there; what AWS itself says is on the account's default bus. */
export const createBus = (context: Context): aws.cloudwatch.EventBus =>
  new aws.cloudwatch.EventBus('events', { name: context.prefix }, group(context, 'Bus').within);

/** Per stage: the rule that the topology derives, and the hints. Whole events go into the queue: what reads them knows them. */
export function createRules(
  context: Context,
  to: {
    bus: aws.cloudwatch.EventBus;
    queues: Queues;
    /** Its name. */
    bucket: pulumi.Output<string>;
    cluster: pulumi.Output<string>;
  },
): void {
  const { within } = group(context, 'Rules');
  const allHints = hints(to.bucket, to.cluster);
  for (const stage of queuedStages) {
    const { derived, queue, deadLetters, ruleDeadLetters } = to.queues[stage];
    const target = (rule: aws.cloudwatch.EventRule, name: string, retry: typeof retryPolicy) => {
      new aws.cloudwatch.EventTarget(
        name,
        {
          rule: rule.name,
          ...(name === stage ? { eventBusName: to.bus.name } : {}),
          targetId: 'queue',
          arn: queue.arn,
          deadLetterConfig: { arn: ruleDeadLetters.arn },
          retryPolicy: retry,
        },
        within,
      );
      return rule;
    };
    const events = new aws.cloudwatch.EventRule(
      stage,
      {
        name: `${context.prefix}-${stage}`,
        description: `What brings a look to ${stage}`,
        eventBusName: to.bus.name,
        eventPattern: JSON.stringify({ source: ['kaiseki'], 'detail-type': derived.rulePattern }),
      },
      within,
    );
    const rules = [
      target(events, stage, retryPolicy),
      ...allHints
        .filter((hint) => hint.stage === stage)
        .map((hint) => {
          const name = `${stage}-${hint.name}`;
          const rule = new aws.cloudwatch.EventRule(
            name,
            {
              name: `${context.prefix}-${name}`,
              description: hint.description,
              eventPattern: hintPattern(hint),
            },
            within,
          );
          return target(rule, name, hintRetryPolicy);
        }),
    ];
    openQueue(derived.queue, queue, rules, within);
    openQueue(derived.ruleDeadLetterQueue, ruleDeadLetters, rules, within);
    openQueue(derived.deadLetterQueue, deadLetters, [], within);
  }
}
