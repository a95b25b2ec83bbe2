/**
 * Linux capabilities of the executor's container. It needs six (executor-image/README.md). Fargate adds none but SYS_PTRACE, so
 * "drop ALL, add six" is refused there; but what it begins with is Docker's default set, which holds the six, and any of it can
 * be dropped. Sources: "KernelCapabilities" in the ECS API reference; Docker's "Runtime privilege and Linux capabilities".
 */
export const needed = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'] as const;

export const dockerDefault = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
] as const;

export const dropped: string[] = dockerDefault.filter((one) => !(needed as readonly string[]).includes(one));
