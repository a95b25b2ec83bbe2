import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { queuedStages } from '../../../shared/topology.ts';
import { group, type Context } from '../context.ts';
import { functionNames } from '../functions/names.ts';
import { metricNamespace } from './alarms.ts';

type Metric = (string | { stat?: string; label?: string })[];

/** One page: how runs end, what waits, what fails, how long functions take. */
export function createDashboard(context: Context, apiId: pulumi.Output<string>): aws.cloudwatch.Dashboard {
  const { prefix, region } = context;
  const queue = (name: string, metric: string): Metric => [
    'AWS/SQS',
    metric,
    'QueueName',
    `${prefix}-${name}`,
  ];
  const lambda = (name: string, metric: string, stat: string): Metric => [
    'AWS/Lambda',
    metric,
    'FunctionName',
    `${prefix}-${name}`,
    { stat },
  ];
  const body = apiId.apply((api) => {
    const charts: [string, string, Metric[]][] = [
      [
        'Runs that ended',
        'Sum',
        ['succeeded', 'clarified', 'failed', 'cancelled'].map((status) => [
          `${metricNamespace}/${prefix}`,
          `runs-${status}`,
        ]),
      ],
      ['Requests', 'Sum', ['Count', '4xx', '5xx'].map((metric) => ['AWS/ApiGateway', metric, 'ApiId', api])],
      [
        'Messages waiting',
        'Maximum',
        queuedStages.map((stage) => queue(stage, 'ApproximateNumberOfMessagesVisible')),
      ],
      [
        'Oldest message, s',
        'Maximum',
        queuedStages.map((stage) => queue(stage, 'ApproximateAgeOfOldestMessage')),
      ],
      [
        'Dead letters',
        'Maximum',
        queuedStages.flatMap((stage) =>
          [`${stage}-dlq`, `${stage}-rule-dlq`].map((one) =>
            queue(one, 'ApproximateNumberOfMessagesVisible'),
          ),
        ),
      ],
      ['Errors of functions', 'Sum', functionNames.map((name) => lambda(name, 'Errors', 'Sum'))],
      ['Duration of functions, p95, ms', 'p95', functionNames.map((name) => lambda(name, 'Duration', 'p95'))],
      [
        'Functions at once',
        'Maximum',
        functionNames.map((name) => lambda(name, 'ConcurrentExecutions', 'Maximum')),
      ],
    ];
    return JSON.stringify({
      widgets: charts.map(([title, stat, metrics], index) => ({
        type: 'metric',
        x: (index % 2) * 12,
        y: Math.floor(index / 2) * 6,
        width: 12,
        height: 6,
        properties: { title, region, stat, period: 300, view: 'timeSeries', metrics },
      })),
    });
  });
  return new aws.cloudwatch.Dashboard(
    'kaiseki',
    { dashboardName: prefix, dashboardBody: body },
    group(context, 'Dashboard').within,
  );
}
