import { redactError } from '../../shared/catalog/redact.ts';
import type { ModelSees } from '../../shared/model/settings.ts';
import type { Extract } from '../../shared/plan/dataset.ts';
import type { Plan } from '../../shared/plan/plan.ts';
import type { Attempt } from '../../shared/run/run.ts';
import type { Evidence } from './evidence.ts';

/** How a failure may be told to a model: `redact` takes values out of an error's text unless whole results are seen. */
export interface Telling {
  sees: ModelSees;
  redact: (text: string) => string;
}

/** A dataset that the attempt had. */
export interface Had {
  name: string;
  extract: Extract;
}

const longest = { error: 4_000, traceback: 6_000, stream: 2_000 };
const shownRows = 5;

/** What failed, whose fault it is, where, and on which data. */
export function describeFailure(
  attempt: Attempt,
  evidence: Evidence,
  { plan, datasets }: { plan: Plan; datasets: Had[] },
  telling: Telling,
): string {
  const line = plan.program?.split('\n')[(evidence.line ?? 0) - 1]?.trim();
  return [
    `Attempt ${attempt.number} failed: ${faultWords(attempt, evidence)}.`,
    tellError(attempt, telling).slice(0, longest.error),
    evidence.line === null || line === undefined ? '' : `Line ${evidence.line} of the program is: ${line}`,
    tracebackOf(evidence, plan, telling),
    datasets.length === 0
      ? ''
      : `The datasets that were there:\n${datasets.map((one) => describeDataset(one, telling)).join('\n')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** What a check says is ours, names and all; of its numbers one may be a cell of the result. Any other error may quote one. */
export function tellError(
  { outcome, error }: Pick<Attempt, 'outcome' | 'error'>,
  { sees, redact }: Telling,
): string {
  const text = error ?? 'no reason is known';
  if (outcome !== 'rejected' || sees === 'results') return redact(text);
  return redactError(text, { sees: 'results', known: [] }).replace(
    /(?<![a-z_])\p{Nd}+(?:[.,]\p{Nd}+)*/giu,
    'n',
  );
}

function faultWords(attempt: Attempt, { fault, where }: Evidence): string {
  switch (fault) {
    case 'answer':
      return 'it ran, and a check rejected its result';
    case 'sql':
      return 'the SQL is at fault, no program ran';
    case 'limit':
      return `the ${where} exceeded the limit of ${attempt.class ?? 'the run'}`;
    case 'program':
      return 'the program is at fault, its datasets were there';
  }
}

function tracebackOf({ traceback }: Evidence, plan: Plan, { sees }: Telling): string {
  if (traceback === '') return '';
  if (sees === 'results') return `Traceback:\n${headAndTail(traceback, longest.traceback)}`;
  // Only places: the program's own lines are known already, and any other text may hold a cell.
  const lines = plan.program?.split('\n') ?? [];
  const frames = [...traceback.matchAll(/^\s*File "[^"\n]*\bprogram\.py", line (\d{1,6})/gm)].map(
    ([, number]) => `  line ${number}: ${lines[Number(number) - 1]?.trim() ?? '?'}`,
  );
  return frames.length === 0 ? '' : `Called from:\n${[...new Set(frames)].slice(-10).join('\n')}`;
}

function describeDataset({ name, extract }: Had, { sees }: Telling): string {
  const { columns, rowCount, rows } = extract;
  const count = sees === 'schema' ? '' : ` ${rowCount} rows;`;
  const head = `- ${name}:${count} columns ${columns.map((one) => `"${one.name}" ${one.type}`).join(', ')}`;
  if (sees !== 'results' || rows.length === 0) return head;
  return [head, ...rows.slice(0, shownRows).map((row) => `  ${JSON.stringify(row).slice(0, 500)}`)].join(
    '\n',
  );
}

/** Beginning and end of what was printed; only its size, and the warnings' kinds, where rows must not be seen. */
export function describeOutput({ stdout, stderr }: Evidence, { sees, redact }: Telling): string {
  const shown = sees === 'results' ? wholeStream : withheldStream(redact);
  return [shown('stdout', stdout), shown('stderr', stderr)].filter((part) => part !== '').join('\n\n');
}

type Stream = Evidence['stdout'];

function wholeStream(name: string, { head, tail, bytes }: Stream): string {
  if (bytes === 0) return '';
  const text =
    tail === ''
      ? headAndTail(head, 2 * longest.stream)
      : `${head.slice(0, longest.stream)}\n…\n${tail.slice(-longest.stream)}`;
  return `${name} (${bytes} bytes):\n${text}`;
}

const withheldStream =
  (redact: Telling['redact']) =>
  (name: string, { head, tail, bytes }: Stream): string => {
    if (bytes === 0) return '';
    const warnings = [...`${head}\n${tail}`.matchAll(/\b([A-Z][A-Za-z]*(?:Warning|Error)): ([^\n]*)/g)].map(
      ([line]) => `  ${redact(line.slice(0, 300))}`,
    );
    const kinds = [...new Set(warnings)].slice(0, 10);
    return [`${name}: ${bytes} bytes, which the setting withholds`, ...kinds].join('\n');
  };

const headAndTail = (text: string, characters: number): string =>
  text.length <= characters ? text : `${text.slice(0, characters / 2)}\n…\n${text.slice(-characters / 2)}`;
