import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { report } from './figures.ts';
import { renderHtml } from './html.ts';
import { wrongEvaluation } from './wrong-evaluation.ts';
import { renderText } from './text-report.ts';

const nasty = '<script>alert("x")</script>&';

describe('the report of an evaluation', () => {
  const evaluations = [wrongEvaluation(nasty)];
  const figures = report(evaluations);

  it('as a page shows gold and answer side by side, and runs nothing that a cell says', () => {
    const page = renderHtml({ planner: 'rules', model: null, figures, evaluations });
    assert.match(page, /Confident wrong answers <span>1<\/span>/);
    assert.match(page, /<h3>Gold<\/h3>.*select 3.*<h3>Answer<\/h3>.*SELECT 4/s);
    assert.ok(page.includes('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;'));
    assert.doesNotMatch(page, /<script|https?:/);
  });

  it('as text names every confident wrong answer with its SQL', () => {
    const text = renderText(figures, evaluations);
    assert.match(text, /pass@1 0\.0 % \(0 of 1\); confident wrong answers: 1/);
    assert.match(
      text,
      /Confident wrong answers \(1\):\n  a: <script>.*\n    It differs\.\n    answer: SELECT 4/,
    );
  });
});
