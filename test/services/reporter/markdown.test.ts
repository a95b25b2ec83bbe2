import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { renderMarkdown } from '../../../services/reporter/report/markdown.ts';

describe('Markdown in a report', () => {
  for (const [markdown, html] of [
    ['合計は**-382,023**です', '合計は<strong>-382,023</strong>です'],
    ['割合は**70%**です', '割合は<strong>70%</strong>です'],
    ['**売上（円）**を予測', '<strong>売上（円）</strong>を予測'],
    [String.raw`**a\*b** c`, '<strong>a*b</strong> c'],
    ['**a `b` c**', '<strong>a <code>b</code> c</strong>'],
    ['2 ** 3 ** 4', '2 ** 3 ** 4'],
    ['`a **b** c`', '<code>a **b** c</code>'],
  ] as const) {
    it(markdown, () => assert.equal(renderMarkdown(markdown), `<p>${html}</p>\n`));
  }

  it('lets a wide table scroll inside of its box', () => {
    assert.match(renderMarkdown('| a |\n| --- |\n| 1 |'), /^<div class="scroll"><table>/);
  });
});
