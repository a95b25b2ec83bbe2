import * as pulumi from '@pulumi/pulumi';
import type { Context } from '../context.ts';
import type { LoadTarget } from '../load/target.ts';
import type { Store } from '../storage/bucket.ts';
import type { WarehouseParts } from './warehouse.ts';

/**
 * Where `npm run load` brings tables to: the first schema, as the administrator where that one's secret is known. Who reads
 * is named where this program made the user; else the administrator's default privileges say it.
 * @param queryRole its name
 */
export const loadTarget = (
  { config, region }: Context,
  store: Store,
  warehouse: WarehouseParts,
  queryRole: pulumi.Output<string>,
): pulumi.Output<LoadTarget> =>
  pulumi.output({
    region,
    bucket: store.bucket,
    workgroup: warehouse.workgroup,
    cluster: warehouse.cluster,
    database: config.database,
    schema: config.schemas[0] ?? 'public',
    secret: warehouse.adminSecret,
    role: warehouse.loadRole,
    reader: warehouse.secret === null ? pulumi.interpolate`IAMR:${queryRole}` : null,
  });
