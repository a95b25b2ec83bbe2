import { element } from './elements.js';

/**
 * The part of Markdown that answers use (paragraphs, lists, quotations, tables, bold, code), as elements.
 * @param {string} text
 */
export function renderMarkdown(text) {
  return text
    .split(/\n{2,}/)
    .map((block) => renderBlock(block.split('\n').filter((line) => line.trim() !== '')));
}

/** @param {string[]} lines @returns {HTMLElement} */
function renderBlock(lines) {
  if (lines.length > 1 && /^\|?[\s:|-]+\|?$/.test(lines[1] ?? '')) return renderTable(lines);
  if (lines.every((line) => line.startsWith('>'))) {
    return element(
      'blockquote',
      {},
      ...lines.map((line) => element('div', {}, ...inline(line.replace(/^>\s?/, '')))),
    );
  }
  if (lines.every((line) => /^[-*] /.test(line))) {
    return element('ul', {}, ...lines.map((line) => element('li', {}, ...inline(line.slice(2)))));
  }
  const heading = /^(#{1,4}) (.*)$/.exec(lines[0] ?? '');
  if (heading !== null) return element('h3', {}, ...inline(heading[2] ?? ''));
  return element('p', {}, ...inline(lines.join(' ')));
}

/** @param {string[]} lines */
function renderTable(lines) {
  /** @param {string} line */
  const cells = (line) =>
    line
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
  const [head = '', rule = '', ...rows] = lines;
  const align = cells(rule).map((cell) => (cell.endsWith(':') ? { class: 'number' } : {}));
  /** @param {string} kind @param {string} line */
  const row = (kind, line) =>
    element('tr', {}, ...cells(line).map((cell, i) => element(kind, align[i] ?? {}, ...inline(cell))));
  return element(
    'div',
    { class: 'scroll' },
    element(
      'table',
      {},
      element('thead', {}, row('th', head)),
      element('tbody', {}, ...rows.filter((line) => line.startsWith('|')).map((line) => row('td', line))),
    ),
  );
}

/** Bold, code, and backslashes before signs. @param {string} text @returns {(Node | string)[]} */
function inline(text) {
  return text.split(/(\*\*.+?\*\*|`[^`]+`)/).map((part) => {
    if (part.startsWith('**') && part.length > 4) return element('strong', {}, plain(part.slice(2, -2)));
    if (part.startsWith('`') && part.length > 2) return element('code', {}, part.slice(1, -1));
    return plain(part);
  });
}

/** @param {string} text */
const plain = (text) => text.replace(/\\([\\`*_[\]<>|#~!&])/g, '$1');
