import type { Input } from '@pulumi/pulumi';
import * as pulumi from '@pulumi/pulumi';
import { queryLetters } from '../../../shared/run/keys.ts';
import type { QueuedStage } from '../../../shared/topology.ts';

export interface Hint {
  stage: QueuedStage;
  /** Tells a stage's hints apart. */
  name: string;
  description: string;
  /** Of events on the account's default bus. */
  pattern: object;
}

/** Of every statement: `kaiseki/<token>/…`, and a token is `<run>/<attempt>/<letter>/…`. */
const statementsOf = (letter: string): string => `kaiseki/*/${letter}/*`;

const resultsOfQueries = (letter: string): string => `runs/*/datasets/*/${letter}*/result.json`;

/** Every launch's manifest: `runs/<run>/attempts/<attempt>/<launch>/result.json`. */
const resultsOfPrograms = 'runs/*/attempts/*/*/result.json';

/**
 * What AWS says of its own accord that makes a stage look sooner. Each may be late or missing: that only costs time, since
 * a stage that waits wakes itself.
 */
export function hints(bucket: Input<string>, cluster: Input<string>): Hint[] {
  const queriers = Object.entries(queryLetters) as [keyof typeof queryLetters, string][];
  return [
    ...queriers.flatMap(([stage, letter]): Hint[] => [
      {
        stage,
        name: 'objects',
        description: 'A result was written',
        pattern: objectCreated(bucket, [
          resultsOfQueries(letter),
          ...(stage === 'executor-dispatch' ? [resultsOfPrograms] : []),
        ]),
      },
      {
        stage,
        name: 'statements',
        description: 'A statement has ended',
        pattern: {
          source: ['aws.redshift-data'],
          'detail-type': ['Redshift Data Statement Status Change'],
          detail: {
            statementName: [{ wildcard: statementsOf(letter) }],
            state: ['FINISHED', 'FAILED', 'ABORTED'],
          },
        },
      },
    ]),
    {
      stage: 'executor-dispatch',
      name: 'tasks',
      description: 'A container has ended',
      pattern: {
        source: ['aws.ecs'],
        'detail-type': ['ECS Task State Change'],
        detail: { clusterArn: [cluster], lastStatus: ['STOPPED'] },
      },
    },
  ];
}

const objectCreated = (bucket: Input<string>, keys: string[]): object => ({
  source: ['aws.s3'],
  'detail-type': ['Object Created'],
  detail: { bucket: { name: [bucket] }, object: { key: keys.map((wildcard) => ({ wildcard })) } },
});

export const hintPattern = (hint: Hint): pulumi.Output<string> => pulumi.jsonStringify(hint.pattern);
