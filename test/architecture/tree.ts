import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every file of the checkout that is committed or would be: what git ignores is nobody's architecture. */
export function listFiles(...pathspecs: string[]): string[] {
  const args = [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
    '--',
    ...pathspecs,
  ];
  const listing = execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  return listing.split('\0').filter((path) => path !== '' && exists(path));
}

export const readText = (path: string): string => readFileSync(join(root, path), 'utf8');

function exists(path: string): boolean {
  try {
    readFileSync(join(root, path));
    return true;
  } catch {
    return false;
  }
}
