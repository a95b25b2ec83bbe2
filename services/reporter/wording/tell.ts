import { catalogTokens, describeCatalog } from '../../../shared/catalog/describe.ts';
import { redactError } from '../../../shared/catalog/redact.ts';
import type { AnswerInputs } from '../../../shared/dspy/signatures.ts';
import { languageWords } from '../../../shared/model/language.ts';
import { describeTable, knownNames, resultName } from '../../../shared/model/results.ts';
import type { ModelSees } from '../../../shared/model/settings.ts';
import type { Catalog } from '../../../shared/plan/catalog.ts';
import { describePlan } from '../../../shared/plan/describe.ts';
import type { Metric, Warning } from '../../../shared/plan/manifest.ts';
import type { Refusal } from '../answer/refusal.ts';
import type { Scope } from '../answer/scope.ts';
import { withoutNumbers } from '../checks/words.ts';
import type { Evidence } from '../gather.ts';

/** What there is to be put into words. */
export interface Situation {
  evidence: Pick<Evidence, 'plan' | 'prompt' | 'manifest'>;
  scope: Scope;
  /** What the checks found. */
  found: Warning[];
  /** The wording that could not be used; null where there was none. */
  refused: (Refusal & { template: string }) | null;
}

const longest = { table: 6_000, results: 30_000, findings: 6_000, refused: 6_000 };
/** Of reasons: these are ours and tell no value. */
const reasonWords =
  'answer holds neither placeholder metric every closed opened takes so address link HTML write plain Markdown English Japanese language';

/** Inputs of `answer`: names of results, and of their values as much as the setting allows. */
export function tell(
  { evidence: { plan, prompt, manifest }, scope, found, refused }: Situation,
  catalog: Catalog,
  sees: ModelSees,
): AnswerInputs {
  const described = describePlan(plan);
  const known = [
    described,
    prompt,
    describeCatalog(catalog, { question: prompt, sees, tokens: catalogTokens }).catalog,
    reasonWords,
  ];
  const redact = (text: string) => redactError(text, { sees, known });
  const warnings = [
    ...found.map((warning) => findingOf(warning, sees)),
    ...(manifest?.warnings ?? []).map(({ check, text }) => redact(`${check}: ${text}`)),
  ];
  return {
    question: prompt,
    language: languageWords[plan.language],
    plan: described,
    results: describeResults(scope, knownNames(sees, plan, catalog), sees),
    findings: warnings.join('\n').slice(0, longest.findings),
    // A program puts cells into its words; the plan's own were written before any was read.
    refused: refused === null ? '' : refusedWords(refused, manifest === null ? (text) => text : redact),
  };
}

function describeResults(
  { metrics, tables }: Pick<Scope, 'metrics' | 'tables'>,
  isKnown: (name: string) => boolean,
  sees: ModelSees,
): string {
  const told = [
    ...metrics.filter(({ name }) => isKnown(name)).map((metric) => metricLine(metric, sees)),
    ...tables
      .filter(({ name }) => isKnown(name))
      .map((table) => describeTable(table, isKnown, sees).slice(0, longest.table)),
  ];
  const isWhole = told.length === metrics.length + tables.length;
  return [
    ...fitting(told, longest.results),
    ...(isWhole ? [] : ['There are others, whose names are withheld.']),
  ].join('\n');
}

function metricLine({ name, value, baseline }: Metric, sees: ModelSees): string {
  const line = `Metric ${resultName(name)}`;
  if (sees === 'results') return `${line}: ${value}${baseline === null ? '' : `, baseline ${baseline}`}`;
  return baseline === null ? line : `${line}, with a baseline`;
}

/** The first of the texts that go into so many characters. */
function fitting(texts: readonly string[], characters: number): string[] {
  let left = characters;
  return texts.filter((text) => (left -= text.length) >= 0);
}

/** Checks count, and quote values of the catalog and ends of ranges. */
function findingOf({ check, text }: Warning, sees: ModelSees): string {
  switch (sees) {
    case 'schema':
      return check;
    case 'statistics':
      return `${check}: ${withoutNumbers(text)}`;
    case 'results':
      return `${check}: ${text}`;
  }
}

const refusedWords = (
  { template, reason }: Refusal & { template: string },
  telling: (text: string) => string,
): string =>
  `Wording:\n${telling(template.slice(0, longest.refused))}\nWhy it could not be used: ${telling(reason)}`;
