import type { SlotOpening } from '../../slots/launcher.ts';
import { defaultLimits } from '../../../shared/run/limits.ts';
import type { Engine } from './engine.ts';

export interface ContainerSettings {
  image: string;
  /** All containers of one state folder carry it. */
  label: string;
  /** The file that says which system calls are let through. */
  seccompProfile: string;
}

/** To give every job a user of its own, and to end it. */
const capabilities = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'];

const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
/** A job may fill `/out` and `/tmp` together with as much as this; the executor counts the sum. */
const scratchMebibytes = mebibytes(defaultLimits.artifactBytes) + 16;
/** Datasets, and a parent run's artifacts. */
const inputMebibytes = mebibytes(defaultLimits.datasetBytes + defaultLimits.artifactBytes);
/** A program's own, its files and inputs (they are in memory), and the executor with its libraries. */
const memoryMebibytes =
  mebibytes(defaultLimits.programMemoryBytes) + 2 * scratchMebibytes + inputMebibytes + 768;

const proxyVariables = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'FTP_PROXY', 'NO_PROXY'];

export const containerName = (slot: string): string => `kaiseki-${slot}`;

/**
 * How a slot's container is started. Nothing secret is among the arguments, which everybody on the machine and every
 * program in the container can read: what is named with `--env` and given no value is taken from the client's environment.
 */
export function containerCommand(
  engine: Engine,
  opening: SlotOpening,
  settings: ContainerSettings,
): string[] {
  const environment = Object.keys(containerEnvironment(engine, opening, new Date(0)));
  // Podman takes no number of inodes; the executor counts them in any case.
  const inodes = engine.kind === 'docker' ? ',nr_inodes=65536' : '';
  return [
    'run',
    '--rm',
    '--pull=never',
    `--name=${containerName(opening.slot)}`,
    `--label=${settings.label}`,
    '--read-only',
    // Podman would leave writable folders on /run and /var/tmp, and hand its own proxy settings, passwords and all, on.
    ...(engine.kind === 'podman' ? ['--read-only-tmpfs=false', '--http-proxy=false'] : blankProxies()),
    '--cap-drop=ALL',
    ...capabilities.map((one) => `--cap-add=${one}`),
    '--security-opt=no-new-privileges',
    `--security-opt=seccomp=${settings.seccompProfile}`,
    `--tmpfs=/out:size=${scratchMebibytes}m${inodes}`,
    `--tmpfs=/tmp:size=${scratchMebibytes}m${inodes}`,
    `--tmpfs=/inputs:size=${inputMebibytes}m`,
    '--shm-size=256m',
    `--memory=${memoryMebibytes}m`,
    '--pids-limit=512',
    '--ulimit=nofile=20000:20000',
    '--ulimit=nproc=4096:4096',
    ...(engine.remote ? [] : ['--network=host']),
    ...environment.map((name) => `--env=${name}`),
    settings.image,
    'slot',
  ];
}

/** What the container is told by its environment; the client of the engine must have it, too. */
export const containerEnvironment = (
  engine: Engine,
  { slot, mailbox, expiresAt }: SlotOpening,
  now: Date,
): Record<string, string> => ({
  KAISEKI_SLOT: slot,
  KAISEKI_MAILBOX: mailbox,
  KAISEKI_LIFETIME_SECONDS: String(Math.max(1, Math.floor((Date.parse(expiresAt) - now.getTime()) / 1000))),
  ...(engine.remote && {
    KAISEKI_LOOPBACK: `host.${engine.kind === 'docker' ? 'docker' : 'containers'}.internal`,
  }),
});

/** The configuration of Docker's client may name proxies, with passwords, for all containers. */
const blankProxies = (): string[] =>
  proxyVariables.flatMap((name) => [`--env=${name}=`, `--env=${name.toLowerCase()}=`]);
