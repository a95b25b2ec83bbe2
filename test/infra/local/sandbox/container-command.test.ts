import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { containerCommand, containerEnvironment } from '../../../../infra/local/sandbox/container-command.ts';
import type { Engine } from '../../../../infra/local/sandbox/engine.ts';
import type { SlotOpening } from '../../../../infra/slots/launcher.ts';

const opening: SlotOpening = {
  version: 1,
  slot: 's1',
  mailbox: 'http://127.0.0.1:8787/objects/slots/s1/1?signature=secret',
  expiresAt: '2026-01-01T00:50:00.000Z',
  recipe: 'boot image',
};
const engine = (more: Partial<Engine> = {}): Engine => ({
  command: 'docker',
  kind: 'docker',
  remote: false,
  ...more,
});
const settings = {
  image: 'kaiseki-executor:local',
  label: 'kaiseki.state=x',
  seccompProfile: '/x/seccomp.json',
};
const now = new Date('2026-01-01T00:00:00.000Z');

describe('the command of a container', () => {
  it('gives no more than the executor needs', () => {
    const command = containerCommand(engine(), opening, settings);
    for (const option of [
      '--read-only',
      '--cap-drop=ALL',
      '--security-opt=no-new-privileges',
      '--security-opt=seccomp=/x/seccomp.json',
      '--pull=never',
    ])
      assert.ok(command.includes(option), option);
    assert.deepEqual(
      command.filter((option) => option.startsWith('--cap-add=')).toSorted(),
      ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'].map((one) => `--cap-add=${one}`),
    );
    assert.deepEqual(command.slice(-2), ['kaiseki-executor:local', 'slot']);
    assert.ok(!command.some((option) => /privileged|volume|device/.test(option.replace('no-new-', ''))));
  });

  it('holds no secret, and no proxy of the machine', () => {
    for (const kind of ['docker', 'podman'] as const) {
      const command = containerCommand(engine({ kind }), opening, settings);
      assert.ok(!command.some((option) => option.includes('secret')));
      assert.ok(command.includes('--env=KAISEKI_MAILBOX'));
      assert.ok(command.includes(kind === 'podman' ? '--http-proxy=false' : '--env=https_proxy='));
    }
  });

  it('reaches the host by loopback, or by its name in a virtual machine', () => {
    assert.ok(containerCommand(engine(), opening, settings).includes('--network=host'));
    const remote = engine({ kind: 'podman', remote: true });
    assert.ok(!containerCommand(remote, opening, settings).join(' ').includes('--network'));
    assert.ok(containerCommand(remote, opening, settings).includes('--env=KAISEKI_LOOPBACK'));
    assert.deepEqual(containerEnvironment(remote, opening, now), {
      KAISEKI_SLOT: 's1',
      KAISEKI_MAILBOX: opening.mailbox,
      KAISEKI_LIFETIME_SECONDS: '3000',
      KAISEKI_LOOPBACK: 'host.containers.internal',
    });
  });
});
