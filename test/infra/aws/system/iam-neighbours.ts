import type { Access } from './iam-actions.ts';

/**
 * The same call on what stands beside: another bucket, another part of it, another queue, role, cluster. None for calls that
 * have no resource and no condition: IAM cannot tell one from another.
 */
export function neighboursOf(access: Access): Access[] {
  const { action, resource, context } = access;
  const prefix = context['s3:prefix'];
  const cluster = context['ecs:cluster'];
  if (action.startsWith('s3:'))
    return [
      { ...access, resource: resource.replace(/^(arn:aws:s3:::)[^/]+/, '$1another') },
      ...(resource.includes('/') ? [{ ...access, resource: resource.replace(/\/.*/, '/elsewhere/x') }] : []),
      ...(prefix === undefined ? [] : [{ ...access, context: { 's3:prefix': `elsewhere/${prefix}` } }]),
    ];
  return [
    ...(resource === '*' ? [] : [{ ...access, resource: besideOf(resource) }]),
    ...(cluster === undefined
      ? []
      : [{ ...access, context: { 'ecs:cluster': cluster.replace(/[^/]+$/, 'another') } }]),
  ];
}

/** Tasks are their cluster's, revisions their family's: what varies is the part before. */
const besideOf = (arn: string): string =>
  arn.includes(':ecs:') ? arn.replace(/\/[^/:]+/, '/another') : arn.replace(/[^/:]+$/, 'another');
