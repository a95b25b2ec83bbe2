import * as pulumi from '@pulumi/pulumi';
import type { Context } from './context.ts';
import type { Pipeline } from './image/pipeline.ts';
import { refuseSignerOutside } from './policies/store.ts';
import type { Store } from './storage/bucket.ts';
import { grantStatements } from './warehouse/grants.ts';
import type { WarehouseParts } from './warehouse/warehouse.ts';

/** What this program cannot or must not do in what existed before it, in words that can be followed. */
export function byHand(
  { config }: Context,
  parts: {
    store: Store;
    signer: pulumi.Output<string>;
    endpoint: pulumi.Output<string>;
    warehouse: WarehouseParts;
    queryRole: pulumi.Output<string>;
    pipeline: Pipeline | null;
  },
): pulumi.Output<string[]> {
  const { warehouse } = parts;
  const steps: pulumi.Output<string>[] = [];
  if (config.bucket !== undefined)
    steps.push(
      pulumi
        .all([parts.store.arn, parts.signer, parts.endpoint])
        .apply(
          ([arn, signer, endpoint]) =>
            `Add to the policy of the bucket ${config.bucket}: ${JSON.stringify(refuseSignerOutside(arn, signer, endpoint))}`,
        ),
    );
  if (config.redshift !== undefined) {
    steps.push(
      pulumi
        .all([warehouse.unloadRole, warehouse.loadRole])
        .apply((roles) => `Attach to your Redshift, beside the roles it has: ${roles.join(' ')}`),
    );
    if (warehouse.secret === null && warehouse.adminSecret === null)
      steps.push(
        parts.queryRole.apply(
          (role) =>
            `Run as administrator in ${config.database}: ${grantStatements(role, config).join('; ')};`,
        ),
      );
  }
  if (config.github !== undefined && config.github.connection === undefined && parts.pipeline !== null)
    steps.push(
      parts.pipeline.connection.apply(
        (connection) =>
          `Complete the connection to GitHub in the console (Developer Tools, Connections): ${connection}`,
      ),
    );
  return pulumi.all(steps);
}
