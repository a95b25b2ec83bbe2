import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { listFiles, readText } from './tree.ts';

const topLevel = [
  'README.md', 'README.ja.md', 'LICENSE', 'package.json', 'package-lock.json', 'tsconfig.json', 'Pulumi.yaml',
  'services', 'shared', 'infra', 'executor-image', 'input', 'results', 'test',
]; // prettier-ignore

const code = ['*.ts', '*.mjs', '*.py', '*.js'];

const lineCount = (text: string): number => text.split('\n').length;

describe('files', () => {
  it('stand where the fixed top level has a place for them', () => {
    const strangers = new Set(
      listFiles()
        .map((path) => path.split('/')[0] ?? '')
        .filter((name) => !name.startsWith('.') && !topLevel.includes(name)),
    );
    assert.deepEqual([...strangers], []);
  });

  it('are short: none over 400 lines, nine in ten at most 250, half at most 120', () => {
    const sizes = listFiles(...code).map((path) => ({ path, lines: lineCount(readText(path)) }));
    const sorted = sizes.map(({ lines }) => lines).toSorted((a, b) => a - b);
    assert.deepEqual(
      sizes.filter(({ lines }) => lines > 400),
      [],
    );
    assert.ok((sorted[Math.floor(sorted.length * 0.9)] ?? Infinity) <= 250);
    assert.ok((sorted[Math.floor(sorted.length * 0.5)] ?? Infinity) <= 120);
  });

  it('name no place of the machine they were written on', () => {
    // Slashes are added here, so that this file does not find itself.
    const places = new RegExp(['root', 'work', 'home/[a-z]+'].map((place) => `/${place}/`).join('|'));
    const found = listFiles(
      '*.ts',
      '*.mjs',
      '*.py',
      '*.md',
      '*.json',
      '*.lock',
      '*.yaml',
      '.ci/run',
      '*.html',
    ).filter((path) => places.test(readText(path)));
    assert.deepEqual(found, []);
  });

  it('are locked without naming a registry', () => {
    assert.doesNotMatch(readText('package-lock.json'), /"resolved"/);
    for (const lock of listFiles('*.lock')) assert.doesNotMatch(readText(lock), /https?:|index-url/);
  });
});
