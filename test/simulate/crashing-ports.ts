/** The process died here: nothing after this line happened. */
export class Crash extends Error {
  override name = 'Crash';
}

/**
 * Counts calls of ports and kills the process at one of them: before the call had its effect, or right after it. Until
 * `restart`, every further call dies too, as in a process that is gone.
 */
export function createCrasher(plan: { atCall: number; when: 'before' | 'after' } | null) {
  let calls = 0;
  let dead = false;
  const crash = (): never => {
    dead = true;
    throw new Crash();
  };

  function wrap<P extends object>(port: P): P {
    return new Proxy(port, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          if (dead) throw new Crash();
          const number = ++calls;
          if (plan?.atCall === number && plan.when === 'before') crash();
          const result: unknown = await Reflect.apply(member, target, args);
          if (plan?.atCall === number && plan.when === 'after') crash();
          return result;
        };
      },
    });
  }

  return {
    wrap,
    restart: () => void (dead = false),
    get calls() {
      return calls;
    },
  };
}
