import { CreateEventBusCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Clients } from '../../../../infra/aws/runtime/clients.ts';
import { derive, queuedStages, type QueuedStage } from '../../../../shared/topology.ts';

export const bucket = 'kaiseki-data';
export const busName = 'kaiseki';
const account = 'arn:aws:sqs:us-east-1:123456789012';
export const queueArn = (name: string): string => `${account}:${name}`;

/** What comes back after a function was killed, in seconds: six timeouts on AWS, too long to wait for here. */
const visibilitySeconds = 3;

export interface Resources {
  queues: Record<QueuedStage, string>;
  deadLetterQueues: Record<QueuedStage, string>;
  webhookSecret: string;
}

/** The stack's queues, bus, rules, bucket and secret, from the same declaration. */
export async function makeResources(clients: Clients, options: { hints: boolean }): Promise<Resources> {
  const { s3, sqs, eventBridge } = clients;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: bucket,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  );
  await eventBridge.send(new CreateEventBusCommand({ Name: busName }));
  const [queues, deadLetterQueues] = [{}, {}] as Record<string, string>[];
  for (const { stage, queue, deadLetterQueue, receiveLimit, rulePattern } of derive()) {
    deadLetterQueues![stage] = await makeQueue(sqs, deadLetterQueue, {});
    queues![stage] = await makeQueue(sqs, queue, {
      VisibilityTimeout: String(visibilitySeconds),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: queueArn(deadLetterQueue),
        maxReceiveCount: receiveLimit,
      }),
    });
    await route(clients, busName, queue, [queue], { source: ['kaiseki'], 'detail-type': [...rulePattern] });
  }
  if (options.hints)
    await route(clients, 'default', 'results', [...queuedStages], {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { object: { key: [{ wildcard: 'runs/*/result.json' }] } },
    });
  const secrets = new SecretsManagerClient({});
  const { ARN = '' } = await secrets.send(
    new CreateSecretCommand({
      Name: 'webhook',
      SecretString: 'whsec_c2VjcmV0IG9mIGEgdGVzdCB0aGF0IGlzIGxvbmc=',
    }),
  );
  return {
    queues: queues as Record<QueuedStage, string>,
    deadLetterQueues: deadLetterQueues as Record<QueuedStage, string>,
    webhookSecret: ARN,
  };
}

async function makeQueue(sqs: SQSClient, name: string, attributes: Record<string, string>): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
  );
  return QueueUrl;
}

async function route(
  { eventBridge }: Clients,
  bus: string,
  rule: string,
  queues: readonly string[],
  pattern: unknown,
): Promise<void> {
  await eventBridge.send(
    new PutRuleCommand({ Name: rule, EventBusName: bus, EventPattern: JSON.stringify(pattern) }),
  );
  await eventBridge.send(
    new PutTargetsCommand({
      Rule: rule,
      EventBusName: bus,
      Targets: queues.map((queue) => ({ Id: queue, Arn: queueArn(queue) })),
    }),
  );
}
