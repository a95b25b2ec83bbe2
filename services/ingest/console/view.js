import { element, tableElement } from './elements.js';
import { labelTable, metricLabel } from './label.js';
import { renderMarkdown } from './markdown.js';
import { words } from './words.js';

/** @typedef {import('../../../shared/run/document.ts').RunDocument} Run */
/** @typedef {import('../../../shared/plan/catalog.ts').Catalog} Catalog */
/** @typedef {ReturnType<typeof import('./artifacts.js').createArtifacts>} Artifacts */
/** @typedef {{ cancel: (run: Run) => void, followUp: (run: Run) => void, ask: (prompt: string) => void, artifacts: Artifacts }} Actions */

const terminal = ['succeeded', 'clarified', 'failed', 'cancelled'];
/** @param {{ status: string }} run */
export const hasEnded = (run) => terminal.includes(run.status);

/** A run, however far it is. @param {Run} run @param {Actions} actions */
export function renderRun(run, actions) {
  return [
    element('p', { class: 'prompt' }, run.prompt),
    element('h1', {}, run.title ?? '…'),
    head(run, actions),
    run.answer === null ? null : element('div', { class: 'answer' }, ...renderMarkdown(run.answer)),
    clarification(run, actions),
    run.problem === null
      ? null
      : element('p', { class: 'failed' }, `${run.problem.title}: ${run.problem.detail}`),
    ...section(
      words.warnings,
      run.warnings.map(({ severity, text }) =>
        element('p', severity === 'serious' ? { class: 'failed' } : {}, text),
      ),
    ),
    ...section(words.metrics, run.metrics.length === 0 ? [] : [metrics(run)]),
    ...section(words.figures, figures(run, actions)),
    ...section(
      words.tables,
      run.tables.map((one) => table(one, run, actions)),
    ),
    ...section(words.attempts, run.attempts.length < 2 ? [] : [attempts(run)]),
    ...section(
      words.sql,
      (run.plan?.queries ?? []).map((query) => element('pre', {}, query.sql)),
    ),
    ...section(words.code, run.plan?.program == null ? [] : [folded('Python', run.plan.program)]),
    ...section(words.model, usage(run)),
    ...section(words.files, run.artifacts.length === 0 ? [] : [files(run, actions)]),
  ].filter((part) => part !== null);
}

/** @param {Run} run @param {Actions} actions */
function head(run, actions) {
  const report = run.artifacts.find((artifact) => artifact.kind === 'report');
  const { fraction, text } = run.progress;
  const bar =
    fraction === null ? element('progress') : element('progress', { value: String(fraction), max: '1' });
  return element(
    'div',
    { class: 'row' },
    element('span', { class: `status ${run.status}` }, run.status),
    ...(hasEnded(run) ? [] : [bar, element('span', {}, text)]),
    hasEnded(run)
      ? null
      : element('button', { type: 'button', class: 'quiet', click: () => actions.cancel(run) }, words.cancel),
    report === undefined ? null : actions.artifacts.link(report.href, words.report),
    run.status === 'succeeded'
      ? element(
          'button',
          { type: 'button', class: 'quiet', click: () => actions.followUp(run) },
          words.followUp,
        )
      : null,
  );
}

/** @param {Run} run @param {Actions} actions */
function clarification(run, actions) {
  if (run.clarification === null) return null;
  const { understood, canDo, ask } = run.clarification;
  const suggestions = ask.map((prompt) =>
    element(
      'button',
      { type: 'button', class: 'quiet suggestion', click: () => actions.ask(prompt) },
      prompt,
    ),
  );
  return element(
    'div',
    { class: 'answer' },
    element('p', {}, understood),
    ...canDo.split(/\n{2,}/).map((text) => element('p', {}, text)),
    ...suggestions,
  );
}

/** @param {string} title @param {(Node | null)[]} body */
const section = (title, body) =>
  body.length === 0 ? [] : [element('h2', {}, title), element('div', {}, ...body)];

/** @param {Run} run */
const metrics = (run) =>
  tableElement(
    [words.metric, words.value, words.baseline],
    run.metrics.map(({ name, value, baseline }) => [metricLabel(name, run.language), value, baseline]),
  );

/** @param {Run} run @param {Actions} actions */
function figures(run, { artifacts }) {
  const variants = new Set(run.artifacts.map(({ vector }) => vector));
  const shown = run.artifacts.filter(({ kind, name }) => kind === 'figure' && !variants.has(name));
  if (shown.length === 0) return [];
  return [
    element(
      'div',
      { class: 'figures' },
      ...shown.map((one) =>
        element('figure', {}, artifacts.image(one.href, one.name), variantsOf(one, run, artifacts)),
      ),
    ),
  ];
}

/**
 * The same picture in vectors, and the rows it was drawn from.
 * @param {Run['artifacts'][number]} one @param {Run} run @param {Artifacts} artifacts
 */
function variantsOf({ vector, data }, run, artifacts) {
  const links = [
    [words.vector, run.artifacts.find((artifact) => artifact.name === vector)?.href],
    [words.drawnFrom, run.tables.find((other) => other.name === data)?.href],
  ].flatMap(([text, href]) => (href == null ? [] : [artifacts.link(href, text ?? ''), ' ']));
  return links.length === 0 ? null : element('figcaption', {}, ...links);
}

/**
 * A table that stands in the answer is not shown a second time.
 * @param {Run['tables'][number]} one @param {Run} run @param {Actions} actions
 */
function table(one, run, { artifacts }) {
  const { rowCount, href } = one;
  const { title, head: names, rows } = labelTable(one, run);
  const count = rowCount === 1 ? words.oneRow : `${rowCount.toLocaleString('en-US')} ${words.rows}`;
  const caption = element(
    'p',
    {},
    `${title} (${count}) `,
    href === null ? null : artifacts.link(href, words.download),
  );
  const inAnswer = (run.answer ?? '').replaceAll('\\', '').includes(`| ${names.join(' | ')} |`);
  return element('div', {}, caption, inAnswer ? null : tableElement(names, rows.slice(0, 20)));
}

/** @param {Run} run */
const attempts = (run) =>
  element(
    'ol',
    {},
    ...run.attempts.map(({ note, error, outcome, diff }) =>
      element(
        'li',
        {},
        [outcome, note, error].filter((part) => part !== null).join(' · '),
        diff === null || diff === '' ? null : folded(words.changed, diff),
      ),
    ),
  );

/** @param {string} title @param {string} code */
const folded = (title, code) =>
  element('details', {}, element('summary', {}, title), element('pre', {}, code));

/** What a model used, also where the run came to nothing. @param {Run} run */
function usage({ usage: { model, inputTokens, outputTokens, costUsd } }) {
  if (model === null) return [];
  const cost = costUsd === null ? words.priceUnknown : `${costUsd.toFixed(4)} USD`;
  const tokens = `${inputTokens.toLocaleString('en-US')} ${words.tokensIn}, ${outputTokens.toLocaleString('en-US')} ${words.tokensOut}`;
  return [element('p', {}, `${model}: ${tokens}, ${cost}`)];
}

/** @param {Run} run @param {Actions} actions */
const files = (run, { artifacts }) =>
  element('ul', {}, ...run.artifacts.map(({ name, href }) => element('li', {}, artifacts.link(href, name))));

/** What can be asked about. @param {Catalog} catalog */
export function renderCatalog(catalog) {
  const tables = catalog.tables.map(({ name, rowCount, columns }) =>
    element(
      'details',
      {},
      element('summary', {}, `${name} (${rowCount.toLocaleString('en-US')} ${words.rows})`),
      tableElement(
        [words.column, words.type, words.smallest, words.largest],
        columns.map((column) => [column.name, column.type, column.min, column.max]),
      ),
    ),
  );
  const problems = catalog.problems.map(({ source, line, text }) =>
    element('p', { class: 'failed' }, `${source}${line === null ? '' : `, ${words.line} ${line}`}: ${text}`),
  );
  return [...section(words.data, tables), ...section(words.problems, problems)];
}
