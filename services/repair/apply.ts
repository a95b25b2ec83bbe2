import { readFences, unfence } from '../../shared/dspy/fences.ts';
import type { RepairOutputs } from '../../shared/dspy/signatures.ts';
import type { Plan, Query } from '../../shared/plan/plan.ts';

/**
 * The plan with what the model changed of its queries, program and answer. What the first plan set out to do stays:
 * kind, title, understanding, language, the model's assumptions, parameters, the parent's artifacts.
 */
export function applyRepair(
  plan: Plan,
  outputs: Pick<RepairOutputs, 'queries' | 'program' | 'answer'>,
): { plan: Plan } | { reason: string } {
  if (readFences(outputs.program).length > 1)
    return { reason: 'program must be one fence with the whole program' };
  const program = outputs.program.trim() === '' ? plan.program : `${unfence(outputs.program)}\n`;
  if (plan.kind === 'query' && program !== null)
    return { reason: 'the plan is of kind query and stays so: leave program empty, and answer by SQL' };
  // A program says its answer itself.
  const answer =
    plan.kind === 'program' || outputs.answer.trim() === '' ? plan.answer : outputs.answer.trim();
  const written = readQueries(outputs.queries);
  if ('reason' in written) return written;
  const repaired = { ...plan, program, answer };
  const queries = written.queries.length === 0 ? plan.queries : merge(repaired, written.queries);
  const isNew = {
    queries: JSON.stringify(queries) !== JSON.stringify(plan.queries),
    program: program !== plan.program,
  };
  if (!isNew.queries && !isNew.program && answer === plan.answer)
    return { reason: 'nothing is different from the plan that failed: it would fail again' };
  return {
    plan: {
      ...repaired,
      queries,
      // A fallback that brings back what was just replaced is none any more.
      fallbacks: plan.fallbacks.filter(
        (one) =>
          !(isNew.queries && one.queries !== undefined) && !(isNew.program && one.program !== undefined),
      ),
    },
  };
}

function readQueries(text: string): { queries: Query[] } | { reason: string } {
  if (text.trim() === '') return { queries: [] };
  const fences = readFences(text);
  if (fences.length === 0) return { reason: 'queries must be fences that name each query: ```sql NAME' };
  const nameless = fences.find(({ name }) => name === '');
  if (nameless !== undefined)
    return {
      reason: `a query has no name behind its fence (\`\`\`sql NAME): ${nameless.text.slice(0, 100)}`,
    };
  return { queries: fences.map(({ name, text: sql }) => ({ name, sql })) };
}

/** The new queries; of the old ones, those that are not among them but that what runs or is said still names. */
function merge(plan: Plan, written: Query[]): Query[] {
  const kept = plan.queries.filter(
    ({ name }) => !written.some((query) => query.name === name) && isNamed(plan, name),
  );
  const order = new Map(plan.queries.map(({ name }, i) => [name, i]));
  return [...written, ...kept].toSorted(
    (a, b) => (order.get(a.name) ?? order.size) - (order.get(b.name) ?? order.size),
  );
}

const isNamed = ({ program, answer, chart }: Plan, name: string): boolean =>
  new RegExp(`["']${name}["']`).test(program ?? '') ||
  new RegExp(`\\{\\{\\s*table(?:\\.${name}\\b|\\[["']${name}["']\\])`).test(answer ?? '') ||
  chart?.table === name;
