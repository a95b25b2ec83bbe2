import { element } from './elements.js';

/** @typedef {{ id: string, status: string | null, title: string | null }} Listed */

/**
 * The caller's runs, newest first, a page at a time. The list learns of a run's end when it is closed, its own document a
 * little earlier: what was seen there stands here as well.
 * @param {HTMLElement} list @param {HTMLElement} more
 * @param {(path: string) => Promise<{ runs: Listed[], next: string | null }>} read
 */
export function createRunList(list, more, read) {
  /** @type {Listed[]} */
  let runs = [];
  /** @type {Map<string, Listed>} */
  const seen = new Map();
  /** @type {string | null} The page of runs before those that are shown. */
  let older = null;

  const render = () => list.replaceChildren(...runs.map((run) => item(seen.get(run.id) ?? run)));

  return {
    async refresh() {
      const page = await read('/runs?limit=20');
      ({ runs, next: older } = page);
      more.hidden = older === null;
      render();
    },
    async extend() {
      if (older === null) return;
      const page = await read(older);
      runs = [...runs, ...page.runs];
      older = page.next;
      more.hidden = older === null;
      render();
    },
    /** @param {Listed} run */
    show({ id, status, title }) {
      seen.set(id, { id, status, title });
      render();
    },
  };
}

/** @param {Listed} run */
const item = ({ id, status, title }) =>
  element(
    'li',
    {},
    element('a', { href: `#${id}` }, title ?? id),
    ' ',
    element('span', { class: `status ${status ?? ''}` }, status ?? '…'),
  );
