import { oneLine } from '../../../shared/catalog/text.ts';
import type { ModelSees } from '../../../shared/model/settings.ts';
import type { Catalog } from '../../../shared/plan/catalog.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import type { ResultTable } from '../../../shared/plan/result.ts';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import type { RunLog } from '../../../shared/run/log.ts';
import { getRef } from '../../../shared/run/refs.ts';
import { storedRequestSchema } from '../../../shared/run/request.ts';
import type { Parent } from '../request.ts';
import { toLines } from './rows.ts';

const longestProgram = 6_000;

/**
 * The run that a prompt follows up on: its question, how it was understood, SQL, program, and what it left. Names that a
 * program made of data (a column per customer, say) are told only to a model that may see results.
 */
export async function describeHistory(
  { store, log }: { store: ObjectStore; log: RunLog },
  { runId, plan, result }: Parent,
  catalog: Catalog,
  sees: ModelSees,
): Promise<string> {
  const reading = await log.read(runId);
  const asked = reading === null ? null : await getRef(store, reading.run.request, storedRequestSchema);
  const isKnown = sees === 'results' ? () => true : knownNames(plan, catalog);
  const artifacts = result.artifacts.filter(({ name, kind }) => kind !== 'report' && isKnown(stemOf(name)));
  return [
    `Asked before: ${oneLine(asked?.prompt ?? '', 2_000)}`,
    ...(plan === null
      ? []
      : [
          `Understood as: ${oneLine(plan.understood)}`,
          ...plan.queries.map(({ name, sql }) => `Query ${name}: ${sql}`),
          ...(plan.program === null ? [] : [`Program:\n${plan.program.slice(0, longestProgram)}`]),
        ]),
    ...result.tables.filter(({ name }) => isKnown(name)).map((table) => tableLine(table, isKnown, sees)),
    artifacts.length === 0
      ? ''
      : `Files that a program may read by kaiseki.artifact: ${artifacts.map(({ name }) => oneLine(name, 100)).join(', ')}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function tableLine(
  { name, columns, rows, rowCount }: ResultTable,
  isKnown: (name: string) => boolean,
  sees: ModelSees,
): string {
  const names = columns.map((column) => (isKnown(column.name) ? oneLine(column.name, 100) : '…'));
  const count = sees === 'schema' ? '' : `, ${rowCount} rows`;
  const shown = sees === 'results' ? `\n${toLines(names, rows, 20)}` : '';
  return `Table ${oneLine(name, 100)}: ${names.join(', ')}${count}${shown}`;
}

/** Whether a name stands in what was written before any data was read. */
function knownNames(plan: Plan | null, catalog: Catalog): (name: string) => boolean {
  const written = [...(plan?.queries ?? []).map(({ name, sql }) => `${name} ${sql}`), plan?.program ?? ''];
  const names = catalog.tables.flatMap((table) => [
    table.name,
    ...table.columns.map((column) => column.name),
  ]);
  return (name) => names.includes(name) || written.some((text) => text.includes(name));
}

const stemOf = (name: string): string => name.replace(/\.[^.]*$/, '');
