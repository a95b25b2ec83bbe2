import type { Catalog } from '../../../shared/plan/catalog.ts';
import type { Language } from '../../../shared/plan/plan.ts';
import type { Evidence } from '../gather.ts';
import { certain, type Check, type Subject, type Suspicion } from './check.ts';
import { averageOfAverages } from './find/averages.ts';
import { counted } from './find/counted.ts';
import { integerDivision } from './find/division.ts';
import { fanOut } from './find/fan-out.ts';
import { lostInJoin } from './find/lost-in-join.ts';
import { lostToNull } from './find/nulls.ts';
import { wrongWholes } from './find/shares.ts';
import { cutTies } from './find/ties.ts';
import { uncoveredTimes } from './find/time.ts';
import { unmatchedValues } from './find/values.ts';
import { isOurMistake, readBlocks } from './sql/read-blocks.ts';
import { warning } from './words.ts';

/** What matters most comes first: of many suspicions only some are counted. */
const checks: Check[] = [
  fanOut,
  counted,
  lostToNull,
  integerDivision,
  lostInJoin,
  wrongWholes,
  cutTies,
  averageOfAverages,
  unmatchedValues,
  uncoveredTimes,
];

/** Everything that is suspicious about the queries of a plan. */
export async function suspicionsOf(
  { plan, datasets, run }: Pick<Evidence, 'plan' | 'datasets' | 'run'>,
  current: Catalog,
): Promise<Suspicion[]> {
  const catalog = current.dataVersion === run.dataVersion ? current : withoutStatistics(current);
  const subjects: Subject[] = [];
  const unread: Suspicion[] = [];
  for (const { query, extract } of datasets) {
    const { language } = plan;
    const blocks = await readBlocks(query.sql, catalog);
    if (blocks === null) unread.push(unreadable(language, query.name));
    else subjects.push({ language, dialect: catalog.dialect, query, extract, blocks, catalog });
  }
  return [...checks.flatMap((check) => subjects.flatMap((subject) => find(check, subject))), ...unread];
}

function find(check: Check, subject: Subject): Suspicion[] {
  try {
    return check(subject);
  } catch (error) {
    if (!isOurMistake(error)) throw error;
    return [unreadable(subject.language, subject.query.name)];
  }
}

const unreadable = (language: Language, query: string): Suspicion =>
  certain(
    warning(language, {
      check: 'checks',
      severity: 'notice',
      figure: null,
      texts: {
        en: `Not checked: the query ${query} is written in a way that a check could not read.`,
        ja: `未確認: クエリ${query}は自動チェックで読み取れない書き方です。`,
      },
    }),
  );

/** The data have changed since the run began: names are still what they were, counts and ranges are not. */
const withoutStatistics = (catalog: Catalog): Catalog => ({
  ...catalog,
  tables: catalog.tables.map((table) => ({
    ...table,
    rowCount: 0,
    columns: table.columns.map((column) => ({
      ...column,
      nullShare: 1,
      distinctCount: 0,
      min: null,
      max: null,
      values: null,
    })),
  })),
});
