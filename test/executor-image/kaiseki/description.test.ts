import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { defaultLimits } from '../../../shared/run/limits.ts';

describe('the description of a program’s module', () => {
  it('names the limits that hold by default', () => {
    const text = readFileSync(new URL('../../../executor-image/kaiseki/API.md', import.meta.url), 'utf8');
    const { programSeconds, programMemoryBytes, programCpus, artifactBytes, artifactFiles } = defaultLimits;
    assert.equal(programCpus, 2);
    const sentence = `By default it has ${programSeconds / 60} minutes, ${programMemoryBytes / 2 ** 30} GB of memory, two processors, 64 processes and threads at once, and ${artifactBytes / 1e6} MB in ${artifactFiles} files.`;
    assert.ok(text.replaceAll(/\s+/g, ' ').includes(sentence), sentence);
  });
});
