import { MetricUnit, type Metrics } from '@aws-lambda-powertools/metrics';

/** What alarms and the dashboard show beside AWS's own metrics. */
export type CountedEvent = 'looksRetried' | 'looksDeadLettered' | 'runsNotSwept' | 'slotsNotSeenTo';

export type Counter = (event: CountedEvent) => void;

/** Each is a line of its own in the log, in CloudWatch's embedded metric format: nothing has to be flushed at the end. */
export const createCounter =
  (metrics: Metrics): Counter =>
  (event) => {
    const one = metrics.singleMetric();
    one.addMetric(event, MetricUnit.Count, 1);
  };
