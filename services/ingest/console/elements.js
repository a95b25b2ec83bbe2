/**
 * An element with its attributes and children. Text stays text: nothing that a run holds is ever parsed as HTML.
 * @param {string} name
 * @param {Record<string, string | boolean | ((event: Event) => void)>} [attributes]
 * @param {...(Node | string | null)} children
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (typeof value === 'boolean') made.toggleAttribute(key, value);
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * A table of cells; columns of numbers are set to the right.
 * @param {string[]} head
 * @param {(string | number | boolean | null)[][]} rows
 */
export function tableElement(head, rows) {
  const isNumber = head.map(
    (_, i) => rows.length > 0 && rows.every((row) => row[i] === null || typeof row[i] === 'number'),
  );
  /** @param {number} i */
  const align = (i) => (isNumber[i] ? { class: 'number' } : {});
  const header = element('tr', {}, ...head.map((text, i) => element('th', align(i), text)));
  const body = rows.map((row) =>
    element('tr', {}, ...row.map((cell, i) => element('td', align(i), show(cell)))),
  );
  return element(
    'div',
    { class: 'scroll' },
    element('table', {}, element('thead', {}, header), element('tbody', {}, ...body)),
  );
}

/** @param {string | number | boolean | null} cell */
export const show = (cell) =>
  cell === null
    ? '–'
    : typeof cell === 'number'
      ? Number(cell.toPrecision(6)).toLocaleString('en-US', { maximumFractionDigits: 6 })
      : String(cell);
