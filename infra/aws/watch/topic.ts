import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { group, type Context } from '../context.ts';
import { topicOfAlarms } from '../policies/messaging.ts';

/**
 * Where alarms go. Not encrypted with a key: CloudWatch and Budgets cannot publish with AWS's own key for SNS, and what is
 * said are names of alarms and figures. A customer managed key is used when there is one; its policy must let
 * cloudwatch.amazonaws.com and budgets.amazonaws.com use it.
 */
export function createAlarmTopic(context: Context): aws.sns.Topic {
  const { config, prefix, account } = context;
  const { within } = group(context, 'Alarms');
  const topic = new aws.sns.Topic(
    'alarms',
    {
      name: `${prefix}-alarms`,
      ...(config.kmsKey === undefined ? {} : { kmsMasterKeyId: config.kmsKey }),
    },
    within,
  );
  new aws.sns.TopicPolicy(
    'alarms',
    { arn: topic.arn, policy: pulumi.jsonStringify(topic.arn.apply((arn) => topicOfAlarms(arn, account))) },
    within,
  );
  if (config.alarmEmail !== undefined)
    new aws.sns.TopicSubscription(
      'email',
      { topic: topic.arn, protocol: 'email', endpoint: config.alarmEmail },
      within,
    );
  return topic;
}
