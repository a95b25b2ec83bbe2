import type { PolicyDocument, Statement } from '../../../../infra/aws/policies/document.ts';
import type { Access } from './iam-actions.ts';

type Request = Pick<Access, 'action' | 'resource' | 'context'>;

/** `*` and `?` as IAM reads them. */
function isLike(pattern: string, text: string): boolean {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}

type Operator = (value: string | undefined, wanted: string[]) => boolean;

/**
 * A key that the request does not have matches nothing; of negated operators and of `…IfExists` everything.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const operators: Record<string, Operator> = {
  StringEquals: (value, wanted) => value !== undefined && wanted.includes(value),
  StringNotEquals: (value, wanted) => value === undefined || !wanted.includes(value),
  StringLike: (value, wanted) => value !== undefined && wanted.some((one) => isLike(one, value)),
  StringLikeIfExists: (value, wanted) => value === undefined || wanted.some((one) => isLike(one, value)),
  ArnEquals: (value, wanted) => value !== undefined && wanted.some((one) => isLike(one, value)),
  Bool: (value, wanted) => value !== undefined && wanted.includes(value),
};

function conditionHolds({ Condition = {} }: Statement, { context }: Request): boolean {
  return Object.entries(Condition).every(([name, keys]) => {
    const operator = operators[name];
    if (operator === undefined) throw new Error(`nobody knows the condition operator ${name}`);
    return Object.entries(keys).every(([key, wanted]) => operator(context[key], [wanted].flat()));
  });
}

/** Whether the statement speaks of the request. */
export const appliesTo = (statement: Statement, request: Request): boolean =>
  [statement.Action].flat().some((one) => isLike(one.toLowerCase(), request.action.toLowerCase())) &&
  [statement.Resource ?? []].flat().some((one) => isLike(one, request.resource)) &&
  conditionHolds(statement, request);

const speaks = (document: PolicyDocument, effect: Statement['Effect'], request: Request): boolean =>
  document.Statement.some((one) => one.Effect === effect && appliesTo(one, request));

/**
 * What IAM says within one account: some policy of the role allows it, every boundary on the way does, nothing refuses it.
 * @param also policies that refuse and do not allow: a bucket's
 * @param boundaries policies without which nothing passes: an endpoint's
 */
export function isAllowed(
  request: Request,
  identity: PolicyDocument,
  also: PolicyDocument[] = [],
  boundaries: PolicyDocument[] = [],
): boolean {
  return (
    speaks(identity, 'Allow', request) &&
    boundaries.every((one) => speaks(one, 'Allow', request)) &&
    ![identity, ...also, ...boundaries].some((one) => speaks(one, 'Deny', request))
  );
}

/** One action on one resource that a role may do, as narrow as its policy says. */
export interface Grant {
  role: string;
  action: string;
  /** The policy's pattern; of a listing with the prefix. */
  resource: string;
  statement: Statement;
}

export function grantsOf(role: string, document: PolicyDocument): Grant[] {
  return document.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap((statement) =>
    [statement.Action].flat().flatMap((action) =>
      narrowed(statement).map(({ resource, narrow }) => ({
        role,
        action,
        resource,
        statement: { ...narrow, Action: action },
      })),
    ),
  );
}

/** A statement for every resource, and for every prefix where it lists. */
function narrowed(statement: Statement): { resource: string; narrow: Statement }[] {
  const [operator = ''] = Object.keys(statement.Condition ?? {});
  const prefixes = [statement.Condition?.[operator]?.['s3:prefix'] ?? []].flat();
  return [statement.Resource ?? []].flat().flatMap((resource) =>
    prefixes.length === 0
      ? [{ resource, narrow: { ...statement, Resource: resource } }]
      : prefixes.map((prefix) => ({
          resource: `${resource}/${prefix}`,
          narrow: { ...statement, Resource: resource, Condition: { StringLike: { 's3:prefix': prefix } } },
        })),
  );
}
