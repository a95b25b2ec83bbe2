import { handle } from 'hono/aws-lambda';
import { createIngest } from '../../../../services/ingest/create-ingest.ts';
import { defaultLimits } from '../../../../shared/run/limits.ts';
import { createPollingChanges } from '../changes.ts';
import { createRoot } from '../root.ts';
import { createWarehouse } from '../warehouse/create.ts';
import { principalOf } from './principal.ts';

const root = createRoot('ingest', process.env);
const { settings, ports, ids, clock, log } = root;

export const handler = handle(
  createIngest(
    { ...ports, ids, warehouse: createWarehouse(root), changes: createPollingChanges(clock) },
    {
      principalOf: (_request, environment) => principalOf(settings.auth, environment),
      maximumLimits: defaultLimits,
      signIn: settings.signIn,
      webhook: settings.webhooks,
      hosts: 'any',
      // An HTTP API ends every request after 30 seconds and does not stream.
      longestWaitSeconds: 25,
      streams: false,
      instance: process.env['AWS_LAMBDA_FUNCTION_VERSION'] ?? 'unknown',
      report: (error, where) =>
        log.error('a request could not be handled', { stage: 'ingest', ...where, error }),
    },
  ),
);
