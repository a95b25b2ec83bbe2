import { element } from './elements.js';

/**
 * The part of Markdown that answers use (headings, paragraphs, lists, quotations, tables, bold, code), as elements.
 * @param {string} text
 */
export function renderMarkdown(text) {
  return text
    .split(/\n{2,}/)
    .flatMap((block) =>
      partsOf(block.split('\n').filter((line) => line.trim() !== '')).map(({ kind, lines }) =>
        render[kind](lines),
      ),
    );
}

/** @typedef {'heading' | 'table' | 'quotation' | 'list' | 'numbered' | 'text'} Kind */

/** What a line begins or goes on with; a table is known by the rule below its head. @param {string} line @param {string} next @returns {Kind} */
function kindOf(line, next) {
  if (/^#{1,4} /.test(line)) return 'heading';
  if (line.startsWith('>')) return 'quotation';
  if (/^\s*[-*] /.test(line)) return 'list';
  if (/^\s*\d{1,9}[.)] /.test(line)) return 'numbered';
  return line.includes('|') && /^\|?\s*:?-[\s:|-]*\|?$/.test(next) && next.includes('-') ? 'table' : 'text';
}

/** Lines that belong together: people leave no empty line between a sentence and its list or table. @param {string[]} lines */
function partsOf(lines) {
  /** @type {{ kind: Kind, lines: string[] }[]} */
  const parts = [];
  lines.forEach((line, i) => {
    const last = parts.at(-1);
    const kind = last?.kind === 'table' && line.startsWith('|') ? 'table' : kindOf(line, lines[i + 1] ?? '');
    if (last?.kind === kind && kind !== 'heading') last.lines.push(line);
    else parts.push({ kind, lines: [line] });
  });
  return parts;
}

/** @param {string} name @param {RegExp} mark @returns {(lines: string[]) => HTMLElement} */
const listOf = (name, mark) => (lines) =>
  element(name, {}, ...lines.map((line) => element('li', {}, ...inline(line.replace(mark, '')))));

/** @type {Record<Kind, (lines: string[]) => HTMLElement>} */
const render = {
  heading: ([line = '']) => element('h3', {}, ...inline(line.replace(/^#+ /, ''))),
  quotation: (lines) =>
    element(
      'blockquote',
      {},
      ...lines.map((line) => element('div', {}, ...inline(line.replace(/^>\s?/, '')))),
    ),
  list: listOf('ul', /^\s*[-*] /),
  numbered: (lines) => {
    const list = listOf('ol', /^\s*\d+[.)] /)(lines);
    list.setAttribute('start', String(parseInt(lines[0] ?? '1')));
    return list;
  },
  table: (lines) => renderTable(lines),
  text: (lines) => element('p', {}, ...inline(lines.join(' '))),
};

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
