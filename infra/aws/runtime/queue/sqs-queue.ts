import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { lookSchema, wholeDelay, type Queue } from '../../../../shared/ports/queue.ts';
import type { QueuedStage } from '../../../../shared/topology.ts';
import { told } from '../errors.ts';

/** Sending, as services see it, and what the host does with a message that failed for ever. */
export interface SqsQueue extends Queue {
  /** Lets a message that was received, and is reported as failed, be received again after `seconds`. */
  retryAfter(stage: string, receiptHandle: string, seconds: number): Promise<void>;
  /** Puts a message's body into the stage's dead-letter queue, as it came, with why it lies there. */
  deadLetter(stage: string, body: string, reason: string): Promise<void>;
}

type Urls = Readonly<Record<QueuedStage, string>>;

/** Enough to see what failed; attributes and body together have 1 MiB. */
const reasonLength = 1_000;

export function createSqsQueue(
  client: SQSClient,
  { queues, deadLetterQueues }: { queues: Urls; deadLetterQueues: Urls },
): SqsQueue {
  return {
    async send(stage, look, options = {}) {
      const QueueUrl = urlOf(queues, stage);
      const MessageBody = JSON.stringify(lookSchema.parse(look));
      const DelaySeconds = wholeDelay(options.delaySeconds);
      await told(`SQS SendMessage to ${stage}`, () =>
        client.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds })),
      );
    },

    async retryAfter(stage, receiptHandle, seconds) {
      const command = new ChangeMessageVisibilityCommand({
        QueueUrl: urlOf(queues, stage),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.ceil(seconds),
      });
      await told(`SQS ChangeMessageVisibility in ${stage}`, () => client.send(command));
    },

    async deadLetter(stage, body, reason) {
      const command = new SendMessageCommand({
        QueueUrl: urlOf(deadLetterQueues, stage),
        MessageBody: body,
        MessageAttributes: { reason: { DataType: 'String', StringValue: writable(reason) } },
      });
      await told(`SQS SendMessage to the dead letters of ${stage}`, () => client.send(command));
    },
  };
}

function urlOf(urls: Urls, stage: string): string {
  const url = (urls as Readonly<Record<string, string>>)[stage];
  if (url === undefined) throw new TypeError(`no stage has the queue ${stage}`);
  return url;
}

/** SQS takes the characters that XML 1.0 can hold, and no empty attribute. */
const writable = (text: string): string =>
  text
    .toWellFormed()
    .slice(0, reasonLength)
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD') || 'no reason was given';
