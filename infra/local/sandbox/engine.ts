import { execFile } from 'node:child_process';
import { PermanentError } from '../../../shared/errors.ts';

/** What runs containers on this machine. */
export interface Engine {
  /** A name on PATH, or a path. */
  command: string;
  kind: 'docker' | 'podman';
  /** True where containers run in a virtual machine (Docker Desktop, podman machine): its loopback is not the host's. */
  remote: boolean;
}

export interface EngineSettings {
  /** Null: Docker, else podman. */
  command: string | null;
  image: string;
}

const answerSeconds = 30;

/** Runs the engine's client to its end. `code` is null when there is no such command. */
export const callEngine = (
  command: string,
  args: string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    execFile(command, args, { timeout: answerSeconds * 1000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code: error?.code === 'ENOENT' ? null : code, stdout: stdout.trim(), stderr: stderr.trim() });
    });
  });

/**
 * The engine that answers and has the image.
 * @throws PermanentError with a sentence that says what to install, to start or to type
 */
export async function findEngine({ command, image }: EngineSettings): Promise<Engine> {
  const reasons: string[] = [];
  let answered = false;
  for (const candidate of command === null ? ['docker', 'podman'] : [command]) {
    const engine = await askEngine(candidate);
    if (engine === null) continue;
    if ('silent' in engine) {
      reasons.push(engine.silent);
      continue;
    }
    answered = true;
    if ((await callEngine(candidate, ['image', 'inspect', image])).code === 0) return engine;
  }
  if (answered)
    throw new PermanentError(`The image ${image}, in which programs run, is missing. Type: npm run image`);
  throw new PermanentError(reasons[0] ?? notFound(command));
}

const notFound = (command: string | null): string =>
  command === null
    ? 'Programs are to run in containers, and neither Docker nor podman was found. Install one of them (macOS: Docker Desktop; Debian and Ubuntu: apt-get install podman), then type: npm run image'
    : `Programs are to run in containers, and ${command} was not found. Correct KAISEKI_CONTAINER_ENGINE, or leave it out`;

async function askEngine(command: string): Promise<Engine | { silent: string } | null> {
  const version = await callEngine(command, ['--version']);
  if (version.code === null) return null;
  // podman may be called docker.
  const kind = /podman/i.test(version.stdout) ? 'podman' : 'docker';
  const question = kind === 'podman' ? '{{.Host.ServiceIsRemote}}' : '{{.OperatingSystem}}';
  const info = await callEngine(command, ['info', '--format', question]);
  if (info.code !== 0) return { silent: silence(command, kind, info.stderr) };
  const remote = kind === 'podman' ? info.stdout === 'true' : /Docker Desktop/.test(info.stdout);
  return { command, kind, remote: remote || process.platform !== 'linux' };
}

function silence(command: string, kind: Engine['kind'], stderr: string): string {
  const said = stderr.split('\n').at(-1) ?? '';
  const advice =
    process.platform === 'linux'
      ? kind === 'docker'
        ? 'Start it: sudo systemctl start docker'
        : 'See: podman info'
      : kind === 'docker'
        ? 'Start Docker Desktop'
        : 'Start it: podman machine start';
  return `${command} is installed and does not answer${said === '' ? '' : ` (${said})`}. ${advice}`;
}

/** Removes every container with the label: what a host that was killed left. */
export async function removeContainers({ command }: Engine, label: string): Promise<void> {
  const listed = await callEngine(command, ['ps', '--all', '--quiet', `--filter=label=${label}`]);
  const found = listed.stdout.split('\n').filter((id) => id !== '');
  if (found.length === 0) return;
  // Killed first: podman's `rm --force` would ask them to end, and wait. Either may find that one has just gone.
  await callEngine(command, ['kill', ...found]);
  await callEngine(command, ['rm', '--force', '--volumes', ...found]);
}
