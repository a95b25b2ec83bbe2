import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { group, type Context } from '../context.ts';
import type { WarehouseParts } from './warehouse.ts';

/**
 * What makes the query role's user in the database one that reads the schemas and can do nothing else. Redshift names the user
 * of an IAM role after it; created here, it has no password. The last line is for tables that the same administrator
 * creates later.
 */
export const grantStatements = (role: string, schemas: readonly string[]): string[] => {
  const user = `"IAMR:${role}"`;
  return [
    `CREATE USER ${user} PASSWORD DISABLE`,
    ...schemas.flatMap((schema) => [
      `REVOKE CREATE ON SCHEMA "${schema}" FROM PUBLIC`,
      `GRANT USAGE ON SCHEMA "${schema}" TO ${user}`,
      `GRANT SELECT ON ALL TABLES IN SCHEMA "${schema}" TO ${user}`,
      `ALTER DEFAULT PRIVILEGES IN SCHEMA "${schema}" GRANT SELECT ON TABLES TO ${user}`,
    ]),
  ];
};

/**
 * Runs them one after the other, as the administrator whose secret is known. Statements cannot be taken back: a schema that is
 * removed from the settings stays readable until somebody revokes it.
 */
export function grantReading(context: Context, warehouse: WarehouseParts, role: pulumi.Output<string>): void {
  const { adminSecret, workgroup, cluster } = warehouse;
  if (adminSecret === null || warehouse.secret !== null) return;
  const { within } = group(context, 'Grants');
  const names = grantStatements('', context.config.schemas);
  let before: pulumi.Resource[] = [];
  names.forEach((_, index) => {
    const statement = new aws.redshiftdata.Statement(
      `grant-${index + 1}`,
      {
        ...(workgroup === null ? { clusterIdentifier: cluster ?? '' } : { workgroupName: workgroup }),
        database: context.config.database,
        secretArn: adminSecret,
        sql: role.apply((name) => grantStatements(name, context.config.schemas)[index] ?? ''),
      },
      { ...within, dependsOn: before },
    );
    before = [statement];
  });
}
