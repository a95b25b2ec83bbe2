import { allow, policy, refusePlaintext, type PolicyDocument } from './document.ts';

/** Queue policy: EventBridge may send for these rules and no others. Without it what is sent vanishes without a word. */
export const queueOfRules = (queue: string, rules: string[]): PolicyDocument =>
  policy(refusePlaintext([queue], 'sqs:*'), {
    Sid: 'RulesSend',
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queue,
    Condition: { ArnEquals: { 'aws:SourceArn': rules } },
  });

export const queueOfNobody = (queue: string): PolicyDocument => policy(refusePlaintext([queue], 'sqs:*'));

/** Of the role with which EventBridge hands completion events to subscribers. */
export const toSubscribers = (subscribers: readonly string[]): PolicyDocument => {
  const queues = subscribers.filter((one) => one.includes(':sqs:'));
  const buses = subscribers.filter((one) => one.includes(':events:'));
  return policy(
    ...(queues.length > 0 ? [allow(['sqs:SendMessage'], queues)] : []),
    ...(buses.length > 0 ? [allow(['events:PutEvents'], buses)] : []),
  );
};

/** Log group policy: EventBridge writes the events of these rules. */
export const logOfRules = (logGroup: string): PolicyDocument =>
  policy({
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: `${logGroup}:*`,
  });

/** Topic policy: alarms, the budget and the scheduled reminder are told through it. */
export const topicOfAlarms = (topic: string, account: string): PolicyDocument =>
  policy(
    {
      Sid: 'AlarmsPublish',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: topic,
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
    {
      Sid: 'BudgetPublishes',
      Effect: 'Allow',
      Principal: { Service: 'budgets.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: topic,
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
    refusePlaintext([topic], 'sns:Publish'),
  );
