/**
 * `npm run <command>` on a machine that has Node 18 or newer and, for programs, Python 3.11 or newer: installs what the
 * command needs and is missing, then hands over to it. This file and its neighbours are plain JavaScript because
 * nothing is installed when they start.
 */
import { environments, prepareEnvironment } from './environments.mjs';
import { handOver, say } from './processes.mjs';
import { findNode, prepareNodePackages } from './node-packages.mjs';
import { preparePythonEnvironment } from './python.mjs';
import { root } from './stamps.mjs';

const mocha = 'node_modules/mocha/bin/mocha.js';

/** @typedef {(node: string, python: string, args: string[], other?: string) => [string, ...string[]][]} Steps */

/** Commands for users start without Python: the host prepares it when the first program needs it. */
/** @type {Record<string, { development: boolean, python?: false, environment?: keyof typeof environments, steps: Steps }>} */
const commands = {
  ask: { development: false, steps: (node, _, args) => [[node, 'infra/cli/ask.ts', ...args]] },
  start: { development: false, steps: (node, _, args) => [[node, 'infra/local/main.ts', ...args]] },
  test: { development: true, steps: tests },
  lint: { development: true, steps: analyses },
  check: {
    development: true,
    steps: (node, python, args) => [...analyses(node, python, args), ...tests(node, python, args)],
  },
  build: { development: true, python: false, steps: (node) => [[node, 'infra/aws/build/main.ts']] },
  load: {
    development: true,
    python: false,
    steps: (node, _, args) => [[node, 'infra/aws/load/main.ts', ...args]],
  },
  bench: { development: true, steps: (node, _, args) => [[node, 'test/bench/bench.ts', ...args]] },
  eval: { development: false, steps: (node, _, args) => [[node, 'test/eval/eval.ts', ...args]] },
  'test:browser': {
    development: true,
    steps: (node) => [[node, mocha, '--timeout', '120000', 'test/browser/*.browser.ts']],
  },
  'test:attacks': {
    development: true,
    steps: (_, python, args) => [[python, '-m', 'pytest', 'test/attacks', ...args]],
  },
  'test:dspy': {
    development: true,
    environment: 'dspy',
    steps: (node, _, args, dspy = '') => [
      [dspy, 'shared/dspy/python/rederive.py', ...args],
      [dspy, 'test/shared/dspy/python/check_dspy.py'],
      [node, mocha, '--timeout', '120000', 'test/shared/dspy/*.dspy.ts'],
    ],
  },
  optimize: {
    development: true,
    environment: 'dspy',
    steps: (node, _, args, dspy = '') => [[dspy, 'shared/dspy/python/optimize.py', '--node', node, ...args]],
  },
  'test:aws': {
    development: true,
    environment: 'moto',
    steps: (node, _, args) => [
      [node, mocha, '--timeout', '60000', ...(args.length > 0 ? args : ['test/**/*.aws.ts'])],
    ],
  },
  'test:aws:long': {
    development: true,
    environment: 'moto',
    steps: (node) => [[node, mocha, 'test/**/*.long.ts']],
  },
  'test:image': {
    development: true,
    steps: (node, python) => [
      [python, '-m', 'pytest', 'test/image'],
      [node, mocha, 'test/image/*.image.ts'],
    ],
  },
};

/** Chosen files are TypeScript tests: `npm test -- test/shared/run/log.test.ts`. @type {Steps} */
function tests(node, python, args) {
  if (args.length > 0) return [[node, mocha, ...args]];
  return [
    [node, mocha, 'test/**/*.test.ts'],
    [python, '-m', 'pytest'],
  ];
}

/** @type {Steps} */
function analyses(node, python) {
  return [
    ['node_modules/.bin/tsc'],
    ['node_modules/.bin/tsc', '-p', 'services/ingest/console'],
    ['node_modules/.bin/oxlint', '--type-aware', '--deny-warnings'],
    ['node_modules/.bin/prettier', '--check', '--log-level=warn', '.'],
    [python, '-m', 'ruff', 'check'],
    [python, '-m', 'ruff', 'format', '--check', '--quiet'],
    [python, '-m', 'mypy'],
  ];
}

/** @returns {Promise<number>} */
async function main() {
  const [name = '', ...args] = process.argv.slice(2);
  const command = commands[name];
  if (command === undefined) {
    say(`usage: npm run ${Object.keys(commands).join(' | ')}`);
    return 2;
  }
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 18) {
    say(
      `Kaiseki's set-up needs Node 18 or newer; this is ${process.version}. Install a newer Node and try again.`,
    );
    return 1;
  }
  process.chdir(root);
  await prepareNodePackages({ development: command.development });
  const node = await findNode();
  const python =
    command.development && command.python !== false
      ? (await preparePythonEnvironment({ development: true })).interpreter
      : '';
  const other =
    command.environment === undefined
      ? ''
      : await prepareEnvironment(environments[command.environment], python);
  let worst = 0;
  for (const [file, ...rest] of command.steps(node, python, args, other)) {
    const code = await handOver(file, rest);
    if (code >= 128) return code;
    worst = Math.max(worst, code);
  }
  return worst;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (/** @type {Error} */ error) => {
    say(error.message);
    process.exitCode = 1;
  },
);
