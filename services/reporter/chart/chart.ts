import type { Cell } from '../../../shared/plan/dataset.ts';
import type { Chart } from '../../../shared/plan/plan.ts';
import type { ResultTable } from '../../../shared/plan/result.ts';
import { formatCell, formatNumber } from '../answer/format.ts';
import { escapeHtml as escape } from '../report/html.ts';
import { toPercent } from '../present/percent.ts';
import type { Look } from '../present/table.ts';
import { linear, ticksOf } from './scale.ts';

const shownBars = 25;
const color = '#2a6f97';
const font = 'system-ui, "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic", sans-serif';

interface Point {
  label: string;
  value: number;
}

/** The table as a picture: bars from the top for categories, a line along time. Null where there is nothing to see. */
export function drawChart(
  chart: Chart,
  table: ResultTable,
  title: string,
  { language, percents = [] }: Look,
): string | null {
  const x = table.columns.findIndex((column) => column.name === chart.x);
  const y = table.columns.findIndex((column) => column.name === chart.y[0]);
  const points = table.rows.flatMap((row): Point[] => {
    const value = toNumber(row[y] ?? null);
    return value === null
      ? []
      : [{ label: formatCell(row[x] ?? null, table.columns[x] ?? null, language), value }];
  });
  // A line through the first hundred of many points would end in the middle.
  if (points.length < 2 || (chart.type === 'line' && table.rowCount > table.rows.length)) return null;
  const inPercent = percents.includes(chart.y[0] ?? '');
  return chart.type === 'bar'
    ? drawBars(points.slice(0, shownBars), title, inPercent ? (value) => toPercent(value, 1) : formatNumber)
    : drawLine(points, title, inPercent ? percentTick : formatNumber);
}

type Write = (value: number) => string;
const percentTick: Write = (value) => `${formatNumber(Number((value * 100).toPrecision(12)))}%`;

const toNumber = (cell: Cell): number | null => {
  const value = typeof cell === 'string' ? Number(cell) : cell;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

const width = 720;
const labelWidth = 190;
const shorten = (label: string): string => (label.length > 26 ? `${label.slice(0, 25)}…` : label);

function drawBars(points: Point[], title: string, write: Write): string {
  const rowHeight = 26;
  const height = 48 + points.length * rowHeight + 8;
  const values = points.map((point) => point.value);
  const scale = linear([Math.min(0, ...values), Math.max(0, ...values)], [labelWidth, width - 90]);
  const bars = points.map(({ label, value }, i) => {
    const top = 44 + i * rowHeight;
    const [from, to] = [Math.min(scale(0), scale(value)), Math.max(scale(0), scale(value))];
    return [
      `<text x="${labelWidth - 8}" y="${top + 15}" text-anchor="end">${escape(shorten(label))}</text>`,
      `<rect x="${from.toFixed(1)}" y="${top}" width="${Math.max(1, to - from).toFixed(1)}" height="20" fill="${color}"/>`,
      `<text x="${(to + 6).toFixed(1)}" y="${top + 15}" fill="#444">${escape(write(value))}</text>`,
    ].join('');
  });
  return frame(height, title, bars.join('\n'));
}

function drawLine(points: Point[], title: string, write: Write): string {
  const height = 320;
  const [left, right, top, bottom] = [70, width - 44, 48, height - 44];
  const values = points.map((point) => point.value);
  const ticks = ticksOf(Math.min(0, ...values), Math.max(...values), 5);
  const y = linear([ticks[0] ?? 0, ticks.at(-1) ?? 1], [bottom, top]);
  const x = linear([0, points.length - 1], [left, right]);
  const grid = ticks.map(
    (tick) =>
      `<line x1="${left}" x2="${right}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}" stroke="#ddd"/>` +
      `<text x="${left - 8}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${escape(write(tick))}</text>`,
  );
  const labelled = labelledPoints(points.length, 8);
  const labels = points.flatMap(({ label }, i) =>
    labelled.has(i)
      ? [
          `<text x="${x(i).toFixed(1)}" y="${bottom + 20}" text-anchor="middle">${escape(shorten(label))}</text>`,
        ]
      : [],
  );
  const path = points.map(({ value }, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const dots = points.map(
    ({ value }, i) => `<circle cx="${x(i).toFixed(1)}" cy="${y(value).toFixed(1)}" r="2.5" fill="${color}"/>`,
  );
  return frame(
    height,
    title,
    [
      ...grid,
      ...labels,
      `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"/>`,
      ...dots,
    ].join('\n'),
  );
}

/** Evenly spaced from the last one backwards: where a line ends is what is looked for first. */
export function labelledPoints(count: number, most: number): Set<number> {
  const every = Math.ceil(count / most);
  return new Set(Array.from({ length: count }, (_, i) => i).filter((i) => (count - 1 - i) % every === 0));
}

const frame = (height: number, title: string, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-size="13" font-family='${font}'>
<title>${escape(title)}</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="16" y="26" font-size="15" font-weight="600">${escape(title.length > 80 ? `${title.slice(0, 79)}…` : title)}</text>
${body}
</svg>
`;
