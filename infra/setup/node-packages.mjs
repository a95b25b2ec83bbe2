import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { alone, fingerprint, readIfThere, root, stamp } from './stamps.mjs';
import { outputOf, run, setUp } from './processes.mjs';

const stampPath = join(root, 'node_modules', '.kaiseki-setup');

/** Measured by `npm run bench -- --setup` on Linux x64: what npm downloads for each set of packages. */
const downloads = { runtime: 'about 110 MB', all: 'about 220 MB' };

/**
 * Installs the packages of the lock file, unless they are there.
 * @param {{ development: boolean }} options
 */
export async function prepareNodePackages({ development }) {
  const wanted = await fingerprint(['package-lock.json']);
  const isThere = async () => {
    const found = await readIfThere(stampPath);
    return found === `${wanted} all` || (!development && found === `${wanted} runtime`);
  };
  if (await isThere()) return;
  await alone(async () => {
    if (await isThere()) return;
    const kind = development ? 'all' : 'runtime';
    await setUp(
      `installing Node packages (${downloads[kind]} to download, once)`,
      'Node packages are ready',
      () => install(development),
    );
    await stamp(stampPath, `${wanted} ${kind}`);
  });
}

/** @param {boolean} development */
function install(development) {
  const npm = process.env['npm_execpath'];
  // Nothing that is used here needs to be compiled: grammars are WebAssembly, binaries are packages.
  const args = [
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...(development ? [] : ['--omit=dev']),
  ];
  return npm === undefined
    ? run('npm', args, { quiet: true })
    : run(process.execPath, [npm, ...args], { quiet: true });
}

/**
 * The Node that runs Kaiseki: the one of the lock file, or the machine's own where there is none for its platform.
 * @returns {Promise<string>}
 */
export async function findNode() {
  const bundled = join(root, 'node_modules', '.bin', 'node');
  const candidates = existsSync(bundled) ? [bundled, process.execPath] : [process.execPath];
  for (const candidate of candidates) {
    const version = await outputOf(candidate, ['-p', 'process.versions.node']);
    if (version !== null && Number(version.split('.')[0]) >= 24) return candidate;
  }
  throw new Error(
    `Kaiseki needs Node 24, and there is no package of it for ${process.platform} ${process.arch}. Install Node 24 and try again.`,
  );
}
