/**
 * Two trees of the same statement, but for where in the text a thing stood.
 * Null, or the name of the first thing that only one of them holds or that differs.
 */
export function differenceOf(a: unknown, b: unknown, name = 'it'): string | null {
  if (a === b || (isAbsent(a) && isAbsent(b))) return null;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return name;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys) {
    if (isPosition(key)) continue;
    const difference = differenceOf(a[key], b[key], Array.isArray(a) ? name : key);
    if (difference !== null) return difference;
  }
  return null;
}

/** Where something stood in the text, or whether an optional AS stood there. */
export const isPosition = (key: string): boolean =>
  key === 'span' || key === 'explicit' || key === 'as_keyword' || key.endsWith('_token');

const isAbsent = (value: unknown): boolean => value === null || value === undefined;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
