import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Config } from '../config.ts';
import { group, type Context } from '../context.ts';
import type { WarehouseParts } from './warehouse.ts';

/**
 * What makes the query role's user in the database one that reads the schemas, for a limited time, and can do nothing else.
 * Redshift names the user of an IAM role after it; created here, it has no password. In a warehouse of one's own nobody else may
 * create anything either; in one that existed before, what PUBLIC may is its administrator's business. Default privileges
 * hold for tables that the same administrator creates later.
 */
export function grantStatements(role: string, config: Config): string[] {
  const user = `"IAMR:${role}"`;
  const isOwn = config.redshift === undefined;
  return [
    `CREATE USER ${user} PASSWORD DISABLE`,
    `ALTER USER ${user} SET statement_timeout TO ${config.querySeconds * 1000}`,
    ...(isOwn ? [`REVOKE TEMPORARY ON DATABASE "${config.database}" FROM PUBLIC`] : []),
    ...config.schemas.flatMap((schema) => [
      ...(isOwn ? [`REVOKE CREATE ON SCHEMA "${schema}" FROM PUBLIC`] : []),
      `GRANT USAGE ON SCHEMA "${schema}" TO ${user}`,
      `GRANT SELECT ON ALL TABLES IN SCHEMA "${schema}" TO ${user}`,
      `ALTER DEFAULT PRIVILEGES IN SCHEMA "${schema}" GRANT SELECT ON TABLES TO ${user}`,
    ]),
  ];
}

/**
 * Runs them one after the other, as the administrator whose secret is known. Statements cannot be taken back: a schema that is
 * removed from the settings stays readable until somebody revokes it.
 * @returns the last one, for who must not connect before: Redshift would make the user itself
 */
export function grantReading(
  context: Context,
  warehouse: WarehouseParts,
  role: pulumi.Output<string>,
): pulumi.Resource | null {
  const { config } = context;
  const { adminSecret, workgroup, cluster } = warehouse;
  if (adminSecret === null || warehouse.secret !== null) return null;
  const { within } = group(context, 'Grants');
  let last: pulumi.Resource | null = null;
  for (const index of grantStatements('', config).keys())
    last = new aws.redshiftdata.Statement(
      `grant-${index + 1}`,
      {
        ...(workgroup === null ? { clusterIdentifier: cluster ?? '' } : { workgroupName: workgroup }),
        database: config.database,
        secretArn: adminSecret,
        sql: role.apply((name) => grantStatements(name, config)[index] ?? ''),
      },
      { ...within, dependsOn: last === null ? [] : [last] },
    );
  return last;
}
