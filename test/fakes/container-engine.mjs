#!/usr/bin/env node
/**
 * A container engine as its callers see it, for tests at the process boundary: the commands of Docker that Kaiseki calls,
 * with `container-executor.mjs` for a container. What it knows is in the folder FAKE_ENGINE, a file per container; what
 * it was called with is in `calls` there. Files named `silent`, `imageless` and `broken` make it fail in these ways.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.env.FAKE_ENGINE ?? '';
const [command = '', ...args] = process.argv.slice(2);
const is = (/** @type {string} */ fault) => existsSync(join(folder, fault));
const pathOf = (/** @type {string} */ name) => join(folder, `${name}.container`);
/** Values of an option that may come several times, written with `=`. @param {string} option */
const valuesOf = (option) =>
  args.filter((one) => one.startsWith(`${option}=`)).map((one) => one.slice(option.length + 1));

/** @param {string} text @returns {never} */
function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

appendFileSync(join(folder, 'calls'), `${JSON.stringify([command, ...args])}\n`);
switch (command) {
  case '--version':
    process.stdout.write('Docker version 28.0.0, build fake\n');
    break;
  case 'info':
    if (is('silent')) fail('Cannot connect to the Docker daemon. Is the docker daemon running?');
    process.stdout.write('Debian GNU/Linux\n');
    break;
  case 'image':
    if (is('imageless')) fail(`No such image: ${args[1]}`);
    break;
  case 'ps':
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.container')))
      if (valuesOf('--filter')[0] === `label=${JSON.parse(readFileSync(join(folder, file), 'utf8')).label}`)
        process.stdout.write(`${file.replace('.container', '')}\n`);
    break;
  case 'kill':
    for (const name of args) {
      if (!existsSync(pathOf(name))) fail(`No such container: ${name}`);
      process.kill(JSON.parse(readFileSync(pathOf(name), 'utf8')).pid, 'SIGKILL');
    }
    break;
  case 'rm':
    for (const name of args) rmSync(pathOf(name), { force: true });
    break;
  case 'run':
    run();
    break;
  default:
    fail(`unknown command ${command}`);
}

/** The attached client; the container outlives it. Of the environment it gets what is named. */
function run() {
  if (is('broken')) fail('Error response from daemon: no space left on device');
  const [name = ''] = valuesOf('--name');
  const env = Object.fromEntries(
    valuesOf('--env').map((one) => (one.includes('=') ? one.split('=') : [one, process.env[one] ?? ''])),
  );
  const executor = fileURLToPath(new URL('container-executor.mjs', import.meta.url));
  const child = spawn(process.execPath, [executor], {
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  writeFileSync(
    pathOf(name),
    JSON.stringify({ pid: child.pid, client: process.pid, label: valuesOf('--label')[0] }),
  );
  child.once('exit', (code) => {
    rmSync(pathOf(name), { force: true });
    process.exit(code ?? 137);
  });
}
