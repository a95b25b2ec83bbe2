import { templateProblem } from '../../../shared/answer/check.ts';
import { ParseError } from '../../../shared/dspy/parse.ts';
import type { PlanOutputs } from '../../../shared/dspy/signatures.ts';
import { basisOf } from '../../../shared/plan/basis.ts';
import type { Clarification, Plan } from '../../../shared/plan/plan.ts';
import { validatePlan } from '../../../shared/plan/validate.ts';
import type { Warehouse } from '../../../shared/ports/warehouse.ts';
import { parentFilesOf } from '../../../shared/python/check.ts';
import type { Judgement } from '../../../shared/model/converse.ts';
import type { MadePlan, PlanRequest } from '../request.ts';
import { unknownColumns } from './columns.ts';
import { readChart, readLines, readProgram, readQueries } from './sections.ts';
import { wordsProblem, type WordSources } from './words.ts';

export interface JudgeRequest extends PlanRequest {
  warehouse: Pick<Warehouse, 'dialect' | 'explain'>;
  /** Texts that the model was given besides the question and the catalog: words may take their numbers from them. */
  told: readonly string[];
  noteSources: readonly string[];
}

export type Judged = Judgement<MadePlan>;

/**
 * What a model wrote as a plan that may run, or everything that is wrong with it: first whether it can be read, then what
 * it says, then whether its SQL passes the guard and the warehouse's EXPLAIN and its program can start. A plan that is
 * right but for its answer's words can do without them: the reporter sees to words.
 */
export async function judgePlan(
  text: string,
  parse: (completion: string) => PlanOutputs,
  request: JudgeRequest,
): Promise<Judged> {
  let outputs: PlanOutputs;
  try {
    outputs = parse(text);
  } catch (error) {
    if (error instanceof ParseError) return { reason: error.message };
    throw error;
  }
  if (outputs.kind === 'clarify') return judgeClarification(outputs, request);
  const judged = await judgeRunnable(outputs, outputs.answer.trim(), request);
  if ('accepted' in judged || outputs.kind === 'program') return judged;
  const wordless = await judgeRunnable(outputs, null, request);
  return 'accepted' in wordless ? { ...judged, otherwise: wordless.accepted } : judged;
}

function judgeClarification(outputs: PlanOutputs, request: JudgeRequest): Judged {
  const clarification: Clarification = {
    language: request.language,
    understood: outputs.understood.trim(),
    canDo: outputs.answer.trim(),
    ask: readLines(outputs.ask).slice(0, 3),
  };
  const { understood, canDo, ask } = clarification;
  const sources = sourcesOf(request, []);
  const reasons = [
    ...missing({ understood, answer: canDo, ask: ask.join('\n') }, 'clarify'),
    wordsProblem('understood', understood, sources),
    wordsProblem('answer', canDo, sources),
    // A prompt may ask for ten of something.
    ...ask.map((prompt) => wordsProblem('ask', prompt.replaceAll(/\p{Nd}/gu, ''), sources)),
  ].filter((reason) => reason !== null);
  return reasons.length > 0 ? { reason: toReason(reasons) } : { accepted: { clarification } };
}

async function judgeRunnable(
  outputs: PlanOutputs,
  answer: string | null,
  request: JudgeRequest,
): Promise<Judged> {
  const read = await readPlan(outputs, answer, request);
  if ('reason' in read) return read;
  const validated = await validatePlan(read.plan, request);
  const reasons =
    'reason' in validated
      ? [validated.reason]
      : await unknownColumns(validated.plan, request.catalog.dialect);
  if ('reason' in validated || reasons.length > 0) return { reason: toReason(reasons) };
  const basis = await basisOf(validated.plan.queries, request);
  return {
    accepted: { plan: { ...validated.plan, assumptions: [...validated.plan.assumptions, ...basis] } },
  };
}

async function readPlan(
  outputs: PlanOutputs,
  answer: string | null,
  request: JudgeRequest,
): Promise<{ plan: Plan } | { reason: string }> {
  const [queries, program] = [readQueries(outputs.queries), readProgram(outputs.program)];
  const names = 'value' in queries ? queries.value.map(({ name }) => name) : null;
  const chart = readChart(outputs.kind === 'query' ? outputs.chart : '', names ?? []);
  const broken = [queries, program, ...(names === null ? [] : [chart])].flatMap((one) =>
    'reasons' in one ? one.reasons : [],
  );
  if ('reasons' in queries || 'reasons' in program || 'reasons' in chart)
    return { reason: toReason([...broken, ...sayingProblems(outputs, request, [], '')]) };
  const isQuery = outputs.kind === 'query';
  const plan: Plan = {
    kind: isQuery ? 'query' : 'program',
    title: oneSentence(outputs.title).slice(0, 200),
    language: request.language,
    understood: oneSentence(outputs.understood),
    queries: queries.value,
    program: program.value,
    parameters: {},
    parentArtifacts: await parentArtifacts(program.value, request),
    fallbacks: [],
    answer: isQuery ? answer : null,
    chart: chart.value,
    assumptions: readLines(outputs.assumptions),
  };
  const problems = [
    ...kindProblems(plan),
    ...sayingProblems(outputs, request, plan.queries, plan.program ?? ''),
    plan.answer === null || plan.answer === ''
      ? null
      : templateProblem(plan.answer, { prompt: request.prompt, plan: { ...plan, title: '' } }),
  ].filter((one) => one !== null);
  return problems.length > 0 ? { reason: toReason(problems) } : { plan };
}

function kindProblems({ kind, queries, program, answer }: Plan): string[] {
  if (kind === 'program')
    return program === null ? ['`kind` is program, and `program` is empty: write the program'] : [];
  return [
    ...(program === null ? [] : ['`kind` is query, and `program` is not empty: choose one of them']),
    ...(queries.length > 0 ? [] : ['`kind` is query, and `queries` is empty: write the query']),
    ...(answer === '' ? ['`kind` is query, and `answer` is empty: write the template'] : []),
  ];
}

/** What is wrong with the words that stand beside the answer. */
function sayingProblems(
  outputs: PlanOutputs,
  request: JudgeRequest,
  queries: Plan['queries'],
  program: string,
): string[] {
  const { title, understood } = outputs;
  const sources = sourcesOf({ ...request, told: [...request.told, program] }, queries);
  return [
    ...missing({ title, understood }, outputs.kind),
    wordsProblem('title', title, sources),
    wordsProblem('understood', understood, sources),
    ...readLines(outputs.assumptions).map((line) => wordsProblem('assumptions', line, sources)),
  ].filter((reason) => reason !== null);
}

const sourcesOf = (
  { prompt, language, catalog, told }: JudgeRequest,
  queries: Plan['queries'],
): WordSources => ({ prompt, language, catalog, told, queries });

const missing = (fields: Record<string, string>, kind: string): string[] =>
  Object.entries(fields).flatMap(([name, text]) =>
    text.trim() === '' ? [`\`${name}\` is empty, and ${kind} needs it`] : [],
  );

/** The parent's files that the program reads; all of them when it names some only as it runs. */
async function parentArtifacts(program: string | null, { parent }: JudgeRequest): Promise<string[]> {
  const there = (parent?.result.artifacts ?? [])
    .filter(({ kind }) => kind !== 'report')
    .map(({ name }) => name);
  if (program === null || there.length === 0) return [];
  const { names, isComputed } = await parentFilesOf(program);
  if (isComputed) return there;
  const wanted = names.flatMap((name) => [name, name.replace(/\.joblib$/, '.json')]);
  return there.filter((name) => wanted.includes(name));
}

const oneSentence = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

const toReason = (reasons: readonly string[]): string => [...new Set(reasons)].join('\n');
