import type { HostOptions } from '../../infra/local/host.ts';
import { readPrograms } from '../../infra/local/sandbox/programs.ts';
import { givenPlans, startTestHost, type TestHost } from '../infra/local/host/kit.ts';

const programs = {
  /** Looks around as hostile code would, from inside. */
  curious: `import os, kaiseki
command = open("/proc/1/cmdline", "rb").read()
assert b"executor" in command and b"http" not in command, command
for path in ("/proc/1/environ", "/inputs", "/proc/1/fd"):
    try:
        os.listdir(path) if os.path.isdir(path) else open(path, "rb").read()
        raise AssertionError(f"{path} can be read")
    except PermissionError:
        pass
assert os.getuid() >= 30_000, os.getuid()
assert not any("KAISEKI" in name or "PROXY" in name.upper() for name in os.environ), dict(os.environ)
kaiseki.answer("Nothing was found.")
`,
  /** Slow enough to be killed, quick enough to be waited for. */
  slow: `import time, kaiseki
kaiseki.progress(0.5, "asleep")
time.sleep(4)
kaiseki.answer("Awake again.")
`,
  endless: 'import kaiseki\nkaiseki.progress(0.1, "asleep")\nwhile True:\n    pass\n',
  quick: 'import kaiseki\nkaiseki.answer("Done with less.")\n',
};

/** A host whose programs run in containers of the image; `curious`, `slow`, `endless` and `mended` are what can be asked. */
export const startContainerHost = (more: Partial<HostOptions> = {}): Promise<TestHost> =>
  startTestHost({
    programs: readPrograms('container', process.env),
    preparePython: () => Promise.reject(new Error('containers bring their own Python')),
    planPrompt: givenPlans({
      ...Object.fromEntries(Object.entries(programs).map(([name, program]) => [name, { program }])),
      mended: {
        program: programs.endless,
        fallbacks: [{ on: 'time', program: programs.quick, note: 'A simpler model was used.' }],
      },
    }),
    ...more,
  });
