import type { FunctionName } from '../../../../infra/aws/functions/names.ts';
import type { System } from './system.ts';

/** Kill this function right after its nth call from now on had its effect. */
export interface Kill {
  name: FunctionName;
  call: number;
}

/** Carries out kills, one each; `done` tells which of them met their call. */
export function armKills({ door, functions }: System): { arm(kill: Kill): () => boolean } {
  const armed = new Set<Kill & { left: number }>();
  door.watch(({ caller }, when) => {
    if (when === 'before') return;
    for (const one of armed) {
      if (one.name !== caller || --one.left > 0) continue;
      armed.delete(one);
      functions[one.name].kill();
    }
  });
  return {
    arm(kill) {
      const one = { ...kill, left: kill.call };
      armed.add(one);
      // Whether it was carried out; what was not is taken back.
      return () => !armed.delete(one);
    },
  };
}
