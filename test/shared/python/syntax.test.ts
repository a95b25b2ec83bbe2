import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { syntaxProblem } from '../../../shared/python/syntax.ts';
import { readTree } from '../../../shared/python/tree.ts';
import { listFiles, readText } from '../../architecture/tree.ts';
import { createChance } from '../../simulate/chance.ts';
import { compiles } from './cpython.ts';
import { oddPrograms } from './odd-programs.ts';

const problemOf = (program: string): Promise<string | null> =>
  readTree(program, (root) => syntaxProblem(root, program));

/** One small slip, as a model makes it. */
function spoil(program: string, chance: () => number): string {
  const pick = <T>(of: readonly T[]): T | undefined => of[Math.floor(chance() * of.length)];
  const lines = program.split('\n');
  const line = Math.floor(chance() * lines.length);
  const signs = [...program.matchAll(/[()[\]{}:,'"=]/g)].map((match) => match.index);
  const at = pick(signs) ?? 0;
  const slips = [
    () => program.slice(0, at) + program.slice(at + 1),
    () => program.slice(0, at) + (program[at] ?? '') + program.slice(at),
    () => lines.toSpliced(line, 1, ` ${lines[line] ?? ''}`).join('\n'),
    () => program.slice(0, Math.floor(chance() * program.length)),
    () => program.replace(pick(['def ', 'import ', 'for ', ' in ', 'return ']) ?? '', ' '),
  ];
  return (pick(slips) ?? (() => program))();
}

describe('the syntax of a program', () => {
  let sound: string[];
  let broken: string[];

  before(() => {
    sound = [...oddPrograms, ...listFiles('*.py').map(readText)];
    const chance = createChance(5);
    const short = sound.filter((text) => text.length > 0 && text.length < 4_000);
    const spoiled = Array.from({ length: 900 }, (_, n) => spoil(short[n % short.length] ?? '', chance));
    const verdicts = compiles(spoiled);
    broken = spoiled.filter((_, n) => verdicts[n] === false);
  });

  it('is never refused where CPython compiles it', async () => {
    assert.ok(sound.length >= 150, `only ${sound.length} programs`);
    assert.ok(!compiles(sound).includes(false));
    for (const program of sound) assert.equal(await problemOf(program), null, program);
  });

  it('is refused in nineteen of twenty programs that CPython refuses', async () => {
    const found = (await Promise.all(broken.map(problemOf))).filter((problem) => problem !== null);
    assert.ok(broken.length >= 400, `only ${broken.length} programs`);
    assert.ok(found.length >= broken.length * 0.95, `${found.length} of ${broken.length}`);
  });

  const reasons: [string, string][] = [
    ['x = (1\ny = 2\n', 'line 1: invalid syntax near "= (1"'],
    ['for x in y\n    pass\n', 'line 1: invalid syntax near "for x in y"'],
    ['x = 1\n  y = 2\n', 'line 2: unexpected indentation'],
    ['def f():\nx = 1\n', 'line 1: an indented block is missing'],
    ['try:\n    pass\nx = 1\n', 'line 1: a try needs an except or a finally'],
    ['x = 1\nreturn x\n', 'line 2: return outside of a function'],
    ['f(a=1, 2)\n', 'line 1: a positional argument follows a keyword argument'],
    ['x = "\0"\n', 'it holds a NUL character'],
  ];
  for (const [program, reason] of reasons)
    it(`says where: ${reason}`, async () => {
      assert.deepEqual(compiles([program]), [false]);
      assert.equal(await problemOf(program), reason);
    });

  it('is told of a text that nests without end', async () => {
    assert.match((await problemOf('('.repeat(50_000))) ?? '', /^line 1: /);
  });
});
