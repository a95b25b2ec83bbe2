/** Numbers from 0 to below 1 that the seed alone decides (mulberry32), so that what fails can be repeated. */
export function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Holds back every call of a port, and its answer, by a few turns: lookers at work at the same time overtake each other
 * at any call, now and then by a whole step.
 */
export function createShuffler(chance: () => number) {
  const pause = async (): Promise<void> => {
    const turns = chance() < 0.1 ? 300 : Math.floor(chance() * 6);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
  };
  return <P extends object>(port: P): P =>
    new Proxy(port, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          await pause();
          const result: unknown = await Reflect.apply(member, target, args);
          await pause();
          return result;
        };
      },
    });
}
