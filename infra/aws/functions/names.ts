import { queuedStages } from '../../../shared/topology.ts';

/** Every Lambda function, by the name of its service: `runtime/lambda/<name>.ts` exports its `handler`. */
export const functionNames = ['ingest', ...queuedStages, 'sweep'] as const;
export type FunctionName = (typeof functionNames)[number];

/** Where a function's bundle stands below the root of the checkout. */
export const bundleFolder = (name: FunctionName): string => `dist/lambda/${name}`;
