import type { PolicyDocument } from '../../../../infra/aws/policies/document.ts';
import type { Capture, Captured } from '../../../fakes/pulumi/captured.ts';
import { ofType } from './deployments.ts';

const queueType = 'aws:sqs/queue:Queue';

/** Names of queues that take what others could not deliver. */
const isDeadLetters = ({ name }: Captured): boolean => name.endsWith('-dlq');

/** What is wrong with queues, rules and targets. */
export function messagingFlaws(capture: Capture): string[] {
  const queues = ofType(capture, queueType);
  const byArn = new Map(queues.map((queue) => [queue.outputs['arn'], queue]));
  const found: string[] = [];
  for (const queue of queues.filter((one) => !isDeadLetters(one))) {
    const redrive = JSON.parse((queue.inputs['redrivePolicy'] as string | undefined) ?? '{}') as {
      deadLetterTargetArn?: string;
    };
    if (byArn.get(redrive.deadLetterTargetArn) === undefined)
      found.push(`the queue ${queue.name} has no dead-letter queue`);
  }
  for (const queue of queues)
    if (queue.inputs['sqsManagedSseEnabled'] !== true && queue.inputs['kmsMasterKeyId'] === undefined)
      found.push(`the queue ${queue.name} is not encrypted`);

  const rules = new Map(
    ofType(capture, 'aws:cloudwatch/eventRule:EventRule').map((rule) => [rule.outputs['name'], rule]),
  );
  for (const target of ofType(capture, 'aws:cloudwatch/eventTarget:EventTarget')) {
    const rule = rules.get(target.inputs['rule'])?.outputs['arn'];
    const deadLetters = (target.inputs['deadLetterConfig'] as { arn?: string } | undefined)?.arn;
    if (byArn.get(deadLetters) === undefined)
      found.push(`the target ${target.name} has no dead-letter queue`);
    for (const arn of [target.inputs['arn'], deadLetters])
      if (byArn.has(arn) && !maySend(capture, String(arn), String(rule)))
        found.push(`the rule of ${target.name} may not send to ${String(arn)}`);
  }
  for (const schedule of ofType(capture, 'aws:scheduler/schedule:Schedule')) {
    const { deadLetterConfig } = schedule.inputs['target'] as { deadLetterConfig?: { arn?: string } };
    if (byArn.get(deadLetterConfig?.arn) === undefined)
      found.push(`the schedule ${schedule.name} has no dead-letter queue`);
  }
  found.push(...feedFlaws(capture, byArn));
  return found;
}

/** Whether the queue's policy lets EventBridge send for this rule. */
function maySend(capture: Capture, queue: string, rule: string): boolean {
  const policies = ofType(capture, 'aws:sqs/queuePolicy:QueuePolicy').map(
    ({ inputs }) => JSON.parse(String(inputs['policy'])) as PolicyDocument,
  );
  return policies.some(({ Statement }) =>
    Statement.some(
      (one) =>
        one.Effect === 'Allow' &&
        one.Resource === queue &&
        JSON.stringify(one.Principal) === '{"Service":"events.amazonaws.com"}' &&
        [one.Condition?.['ArnEquals']?.['aws:SourceArn'] ?? []].flat().includes(rule),
    ),
  );
}

/** AWS's own advice: a message must not come back while it may still be worked on. */
function feedFlaws(capture: Capture, byArn: Map<unknown, Captured>): string[] {
  const functions = new Map(
    ofType(capture, 'aws:lambda/function:Function').map((one) => [one.outputs['arn'], one]),
  );
  return ofType(capture, 'aws:lambda/eventSourceMapping:EventSourceMapping').flatMap((feed) => {
    const visibility = Number(byArn.get(feed.inputs['eventSourceArn'])?.inputs['visibilityTimeoutSeconds']);
    const timeout = Number(functions.get(feed.inputs['functionName'])?.inputs['timeout']);
    const isPartial = JSON.stringify(feed.inputs['functionResponseTypes']) === '["ReportBatchItemFailures"]';
    return [
      ...(visibility >= 6 * timeout
        ? []
        : [`${feed.name}: a visibility of ${visibility} s for ${timeout} s`]),
      ...(isPartial ? [] : [`${feed.name} answers for whole batches`]),
    ];
  });
}
