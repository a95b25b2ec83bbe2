import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Words for people go to stderr: stdout belongs to the command that is set up for. @param {string} text */
export const say = (text) => void process.stderr.write(`${text}\n`);

/**
 * Says what is being set up, on a terminal how long it has taken so far, and when it is there.
 * @param {string} text
 * @param {string} done
 * @param {() => Promise<void>} work
 */
export async function setUp(text, done, work) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const { isTTY } = process.stderr;
  say(`Setting up: ${text} …`);
  const ticking = isTTY ? setInterval(() => process.stderr.write(`\r  ${seconds()} s`), 1_000) : undefined;
  try {
    await work();
  } finally {
    clearInterval(ticking);
    if (isTTY) process.stderr.write('\r\u001b[K');
  }
  say(`${done} (${seconds()} s).`);
}

/**
 * Runs a command to its end, its output on stderr. A failure's first lines are the reason.
 * @param {string} command
 * @param {string[]} args
 * @param {{ quiet?: boolean, env?: NodeJS.ProcessEnv }} [options] quiet: the output is shown only when it fails
 * @returns {Promise<void>}
 */
export function run(command, args, { quiet = false, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: env ?? process.env,
      shell: process.platform === 'win32',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (/** @type {Buffer} */ chunk) => {
        if (output.length < 2_000) output += chunk.toString();
        if (!quiet) process.stderr.write(chunk);
      });
    }
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      reject(
        new Error(`${command} ended with ${signal ?? `code ${code}`}${quiet ? `:\n${output.trim()}` : ''}`),
      );
    });
  });
}

/**
 * The standard output of a command that should be over at once, or null when it cannot be run or fails.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<string | null>}
 */
export function outputOf(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: 20_000 });
    let output = '';
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => (output += chunk.toString()));
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code === 0 ? output.trim() : null));
  });
}

/**
 * Hands the terminal over to a command and resolves with the exit code to end with. Ctrl-C reaches the command by
 * itself, so this process only waits; signals sent to this process alone are passed on.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export function handOver(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    /** @type {NodeJS.Signals[]} */
    const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const handlers = passedOn.map((signal) => {
      const handler = () => {
        // A terminal sends Ctrl-C to the whole group: the command has it already.
        if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
      };
      process.on(signal, handler);
      return () => process.off(signal, handler);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const remove of handlers) remove();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
