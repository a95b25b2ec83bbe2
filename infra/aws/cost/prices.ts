/**
 * List prices of us-east-1 in USD, written down from memory in November 2026: check them against your Region's price pages
 * before you rely on a sum. No free tier is taken off.
 */
export const prices = {
  /** PrivateLink: an interface endpoint in one zone, an hour. */
  endpointZoneHour: 0.01,
  /** Fargate on Linux and x86. */
  vcpuHour: 0.04048,
  gigabyteHour: 0.004445,
  /** Fargate Spot's usual share of that. */
  spotShare: 0.3,
  /** CloudWatch, a month. */
  alarmMonth: 0.1,
  dashboardMonth: 3,
  /** Secrets Manager, a month. */
  secretMonth: 0.4,
  /** ECR, a gigabyte and month. */
  imageGigabyteMonth: 0.1,
  /** S3, a thousand listings or writes. */
  thousandListings: 0.005,
  /** SQS, a million requests. */
  millionQueueRequests: 0.4,
  /** Lambda: a million calls, and a gigabyte-second on arm64. */
  millionCalls: 0.2,
  gigabyteSecond: 0.0000133334,
  /** EventBridge Scheduler, a million starts. */
  millionStarts: 1,
} as const;

export const hoursOfMonth = 730;
export const minutesOfMonth = hoursOfMonth * 60;
