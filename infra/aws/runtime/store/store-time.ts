import type { S3Client, ServiceOutputTypes } from '@aws-sdk/client-s3';
import { RetryableError } from '../../../../shared/errors.ts';

interface Dated {
  $metadata: { storeTime?: Date };
}

const dateOf = (headers: Record<string, string> | undefined): Date | null => {
  const time = Date.parse(headers?.['date'] ?? '');
  return Number.isNaN(time) ? null : new Date(time);
};

/** Keeps the Date header of every answer, which the SDK drops: it is the store's own clock, in whole seconds. */
export function keepStoreTime(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { headers?: Record<string, string> };
      const date = dateOf(headers);
      if (date !== null) (result.output as Dated).$metadata.storeTime = date;
      return result;
    },
    // High: outside of the deserializer, which makes the output.
    { step: 'deserialize', priority: 'high', name: 'keepStoreTime', override: true },
  );
}

/** @throws RetryableError when the answer had no Date: something between here and the store has answered */
export function storeTimeOf(output: ServiceOutputTypes): Date {
  const { storeTime } = (output as Dated).$metadata;
  if (storeTime === undefined) throw new RetryableError('an answer of the object store has no Date header');
  return storeTime;
}

/** Of a refusal. */
export function storeTimeOfError(error: unknown): Date {
  const { $response } = error as { $response?: { headers?: Record<string, string> } };
  const date = dateOf($response?.headers);
  if (date === null) throw new RetryableError('a refusal of the object store has no Date header');
  return date;
}
