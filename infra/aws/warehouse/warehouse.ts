import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { group, holdsData, type Context } from '../context.ts';
import type { Network } from '../network/network.ts';
import { trustService } from '../policies/document.ts';
import { loadRole, unloadRole, type WarehouseArn } from '../policies/warehouse.ts';
import { createRole } from '../roles.ts';
import type { Store } from '../storage/bucket.ts';

export interface WarehouseParts {
  /** What the functions ask: one of the two. */
  workgroup: pulumi.Output<string> | null;
  cluster: string | null;
  arn: pulumi.Output<WarehouseArn>;
  /** With which the warehouse writes results and reads what is loaded. ARNs. */
  unloadRole: pulumi.Output<string>;
  loadRole: pulumi.Output<string>;
  /** Of a database user that asks; null: the query role is the user. */
  secret: string | null;
  /** Of somebody who may create users and grant: for `grants.ts`. Null: a person does it. */
  adminSecret: pulumi.Output<string> | null;
}

/** The warehouse's own two roles, and a serverless warehouse unless an existing one was named. */
export function createWarehouse(context: Context, store: Store, network: Network): WarehouseParts {
  const { config, prefix, region, account, partition, provider } = context;
  const { within } = group(context, 'Warehouse');
  const key = config.kmsKey;
  const trust = trustService(['redshift.amazonaws.com', 'redshift-serverless.amazonaws.com']);
  const unload = createRole(context, 'unload', within, {
    description: 'The warehouse writes datasets of runs',
    trust,
    policy: store.arn.apply((arn) => unloadRole(arn, key)),
  });
  const load = createRole(context, 'load', within, {
    description: 'The warehouse reads what is loaded into it',
    trust,
    policy: store.arn.apply((arn) => loadRole(arn, key)),
  });
  const roles = { unloadRole: unload.arn, loadRole: load.arn };

  const existing = config.redshift;
  if (existing?.cluster !== undefined) {
    const at = `arn:${partition}:redshift:${region}:${account}`;
    return {
      workgroup: null,
      cluster: existing.cluster,
      arn: pulumi.output({
        cluster: `${at}:cluster:${existing.cluster}`,
        databaseName: `${at}:dbname:${existing.cluster}/${config.database}`,
      }),
      ...roles,
      secret: existing.secret ?? null,
      adminSecret: existing.adminSecret === undefined ? null : pulumi.output(existing.adminSecret),
    };
  }
  if (existing?.workgroup !== undefined) {
    const { arn } = aws.redshiftserverless.getWorkgroupOutput(
      { workgroupName: existing.workgroup },
      { provider },
    );
    return {
      workgroup: pulumi.output(existing.workgroup),
      cluster: null,
      arn: arn.apply((workgroup) => ({ workgroup })),
      ...roles,
      secret: existing.secret ?? null,
      adminSecret: existing.adminSecret === undefined ? null : pulumi.output(existing.adminSecret),
    };
  }

  const namespace = new aws.redshiftserverless.Namespace(
    'warehouse',
    {
      namespaceName: prefix,
      dbName: config.database,
      adminUsername: 'kaiseki_admin',
      manageAdminPassword: true,
      iamRoles: [unload.arn, load.arn],
      defaultIamRoleArn: load.arn,
      logExports: ['userlog', 'connectionlog'],
      ...(key === undefined ? {} : { kmsKeyId: key, adminPasswordSecretKmsKeyId: key }),
    },
    { ...within, ...holdsData(context) },
  );
  const walls = new aws.ec2.SecurityGroup(
    'warehouse',
    // Asked by the Data API alone, which does not come through the network.
    { vpcId: network.vpc, description: 'The warehouse: nobody connects to it' },
    within,
  );
  const workgroup = new aws.redshiftserverless.Workgroup(
    'warehouse',
    {
      workgroupName: prefix,
      namespaceName: namespace.namespaceName,
      baseCapacity: config.rpus,
      maxCapacity: config.rpus,
      publiclyAccessible: false,
      enhancedVpcRouting: false,
      subnetIds: network.warehouseSubnets,
      securityGroupIds: [walls.id],
      configParameters: [
        { parameterKey: 'max_query_execution_time', parameterValue: String(config.querySeconds) },
        { parameterKey: 'require_ssl', parameterValue: 'true' },
      ],
    },
    { ...within, ...holdsData(context) },
  );
  new aws.redshiftserverless.UsageLimit(
    'warehouse',
    {
      resourceArn: workgroup.arn,
      usageType: 'serverless-compute',
      period: 'daily',
      amount: config.rpuHoursPerDay,
      breachAction: 'deactivate',
    },
    within,
  );
  return {
    workgroup: workgroup.workgroupName,
    cluster: null,
    arn: workgroup.arn.apply((arn) => ({ workgroup: arn })),
    ...roles,
    secret: null,
    adminSecret: namespace.adminPasswordSecretArn,
  };
}
