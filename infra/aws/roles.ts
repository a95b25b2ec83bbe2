import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { Context } from './context.ts';
import type { PolicyDocument } from './policies/document.ts';

export interface RoleParts {
  description: string;
  trust: pulumi.Input<PolicyDocument>;
  /** All that the role may do. */
  policy: pulumi.Input<PolicyDocument>;
}

export interface GrantedRole {
  /** Known once the policy is there: what is made with it may act at once. */
  arn: pulumi.Output<string>;
  name: pulumi.Output<string>;
}

/** A role and the one policy it has. Names are Pulumi's, so that a role can be replaced while the old one is in use. */
export function createRole(
  context: Context,
  name: string,
  within: pulumi.CustomResourceOptions,
  parts: RoleParts,
): GrantedRole {
  const role = createBareRole(context, name, within, parts);
  return grantRole(name, role, parts.policy, within);
}

/** A role whose policy is written once everything is there that it names. */
export const createBareRole = (
  { config }: Context,
  name: string,
  within: pulumi.CustomResourceOptions,
  { description, trust }: Omit<RoleParts, 'policy'>,
): aws.iam.Role =>
  new aws.iam.Role(
    name,
    {
      description,
      assumeRolePolicy: pulumi.jsonStringify(trust),
      ...(config.permissionsBoundary === undefined
        ? {}
        : { permissionsBoundary: config.permissionsBoundary }),
    },
    within,
  );

export function grantRole(
  name: string,
  role: aws.iam.Role,
  policy: pulumi.Input<PolicyDocument>,
  within: pulumi.CustomResourceOptions,
): GrantedRole {
  const granted = new aws.iam.RolePolicy(
    name,
    { role: role.name, policy: pulumi.jsonStringify(policy) },
    within,
  );
  return { arn: pulumi.all([role.arn, granted.id]).apply(([arn]) => arn), name: role.name };
}
