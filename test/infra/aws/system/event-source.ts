import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { DeployedFunction } from './functions.ts';

/**
 * The event source mapping between a queue and a function: receives, invokes, deletes what was not reported as failed.
 * What a function that was killed had received comes back after the visibility timeout.
 */
export function mapQueue(
  sqs: SQSClient,
  queue: { url: string; arn: string },
  target: DeployedFunction,
  options: { batchSize: number; concurrency: number; repeat?: boolean },
): { stop(): Promise<void> } {
  const stopping = new AbortController();

  async function deliver(event: SQSEvent): Promise<void> {
    const response = (await target.invoke(event)) as SQSBatchResponse;
    const failed = new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    // "At least once": every message comes again after it was handled.
    if (options.repeat === true) await target.invoke(event);
    for (const { messageId, receiptHandle } of event.Records)
      if (!failed.has(messageId))
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle: receiptHandle }));
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: queue.url,
            MaxNumberOfMessages: options.batchSize,
            WaitTimeSeconds: 1,
            MessageSystemAttributeNames: ['All'],
          }),
          { abortSignal: stopping.signal },
        );
        if (Messages.length > 0)
          await deliver({
            Records: Messages.map((message) => ({
              messageId: message.MessageId ?? '',
              receiptHandle: message.ReceiptHandle ?? '',
              body: message.Body ?? '',
              attributes: message.Attributes as SQSEvent['Records'][number]['attributes'],
              messageAttributes: {},
              md5OfBody: message.MD5OfBody ?? '',
              eventSource: 'aws:sqs',
              eventSourceARN: queue.arn,
              awsRegion: 'us-east-1',
            })),
          });
      } catch {
        // A function that was killed; or the end.
      }
    }
  }

  const polling = Array.from({ length: options.concurrency }, poll);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(polling);
    },
  };
}
