import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';

/** Of one try, in milliseconds. */
export interface Timeouts {
  connect: number;
  /** Until the answer begins. */
  answer: number;
  /** Between two bytes, also of an answer's body. */
  silence: number;
}

/** Three tries end within the shortest timeout of a stage, 60 s, so that a look can say what failed. */
const usualTimeouts: Timeouts = { connect: 2_000, answer: 15_000, silence: 15_000 };

/**
 * What every client of this host is made with. Region, credentials and endpoint (AWS_ENDPOINT_URL and its form for one
 * service) come by the SDK's own chain. Its standard retries are the only ones: three tries, with jitter.
 */
export const clientConfig = (timeouts: Timeouts = usualTimeouts) => ({
  maxAttempts: 3,
  retryMode: 'standard',
  requestHandler: {
    connectionTimeout: timeouts.connect,
    requestTimeout: timeouts.answer,
    throwOnRequestTimeout: true,
    socketTimeout: timeouts.silence,
  },
});

/** Buckets are names of hosts on AWS alone; wherever else an endpoint is, they are paths. */
export const s3Config = (environment: NodeJS.ProcessEnv, timeouts?: Timeouts): S3ClientConfig => ({
  ...clientConfig(timeouts),
  forcePathStyle: [environment['AWS_ENDPOINT_URL'], environment['AWS_ENDPOINT_URL_S3']].some(Boolean),
});

export interface Clients {
  s3: S3Client;
  sqs: SQSClient;
  eventBridge: EventBridgeClient;
  sts: STSClient;
}

export const createClients = (environment: NodeJS.ProcessEnv, timeouts?: Timeouts): Clients => ({
  s3: new S3Client(s3Config(environment, timeouts)),
  sqs: new SQSClient(clientConfig(timeouts)),
  eventBridge: new EventBridgeClient(clientConfig(timeouts)),
  sts: new STSClient(clientConfig(timeouts)),
});
