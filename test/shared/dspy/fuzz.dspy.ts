import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'mocha';
import { parseHere, parsingSchema, type Parsing } from './goldens.ts';

const python = fileURLToPath(new URL('../../../.venv-dspy/bin/python', import.meta.url));
const folder = fileURLToPath(new URL('../../../shared/dspy/python', import.meta.url));

/** Completions that were damaged at random, with DSPy's verdict. */
function fuzz(count: number, seed: number): Parsing[] {
  const lines = execFileSync(python, ['-m', 'parity.fuzz', String(count), String(seed)], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return lines
    .trim()
    .split('\n')
    .map((line) => parsingSchema.parse(JSON.parse(line)));
}

function compare(cases: Parsing[], parse: (golden: Parsing) => Parsing['outputs']) {
  const figures = { same: 0, bothReject: 0, onlyDspyAccepts: 0, onlyWeAccept: 0, anotherValue: 0 };
  for (const golden of cases) {
    const here = parse(golden);
    if (golden.outputs === null) figures[here === null ? 'bothReject' : 'onlyWeAccept'] += 1;
    else if (here === null) figures.onlyDspyAccepts += 1;
    else figures[isDeepStrictEqual(here, golden.outputs) ? 'same' : 'anotherValue'] += 1;
  }
  return figures;
}

describe('damaged completions', () => {
  const cases = fuzz(5_000, 20_261_125);

  it('are never accepted where DSPy rejects them, nor read otherwise', () => {
    const figures = compare(cases, parseHere);
    console.log(`      ${JSON.stringify(figures)}`);
    assert.equal(figures.onlyWeAccept, 0);
    assert.equal(figures.anotherValue, 0);
    assert.ok(figures.onlyDspyAccepts < cases.length / 50, 'a few are refused that DSPy mends');
  });

  it('are accepted and rejected often enough to tell', () => {
    const { same, bothReject } = compare(cases, parseHere);
    assert.ok(same > 1_000 && bothReject > 500);
  });

  it('are noticed when a parser takes the last section of a name, not the first (negative control)', () => {
    const reversed = (completion: string) =>
      completion
        .split(/\n(?=\[\[ ## )/)
        .toReversed()
        .join('\n');
    const figures = compare(cases, (golden) =>
      parseHere({ ...golden, completion: reversed(golden.completion) }),
    );
    assert.ok(figures.anotherValue + figures.onlyWeAccept > 0);
  });
});
