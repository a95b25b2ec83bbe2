import { queuedStages } from '../../../shared/topology.ts';

/** Every Lambda function, by the name of its service. */
export const functionNames = ['ingest', ...queuedStages, 'sweep'] as const;
export type FunctionName = (typeof functionNames)[number];
