import type { Warning } from '../../shared/plan/manifest.ts';
import type { PublishedArtifact, Result } from '../../shared/plan/result.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { Scope } from './answer/scope.ts';
import { writeAnswer } from './answer/write.ts';
import { drawChart } from './chart/chart.ts';
import type { Evidence } from './gather.ts';
import { percentColumns } from './present/percent.ts';
import { publish } from './publish.ts';
import type { ReportContents } from './report/page.ts';
import { collectTables } from './tables.ts';
import type { Wording } from './wording/choose.ts';

/** What an attempt left to speak of, and the files that were made of it. */
export interface Collected {
  scope: Omit<Scope, 'tables'> & { tables: Result['tables'] };
  artifacts: PublishedArtifact[];
}

export async function collect(store: ObjectStore, evidence: Evidence): Promise<Collected> {
  const { plan, manifest } = evidence;
  const { tables, artifacts } = await collectTables(store, evidence);
  const scope = {
    language: plan.language,
    fromProgram: manifest !== null,
    percents: percentColumns(plan, tables),
    metrics: manifest?.metrics ?? [],
    tables,
  };
  return { scope, artifacts };
}

/** A page has room for more rows than a conversation; there the whole table stands in the answer, and only there. */
const reportRows = 50;

/** The result but for its report, and what the report holds besides. */
export async function makeResult(
  store: ObjectStore,
  evidence: Evidence,
  { scope, artifacts }: Collected,
  { template, notice, found }: Wording & { found: Warning[] },
): Promise<{ result: Result; contents: Omit<ReportContents, 'pictures'> }> {
  const { plan, manifest } = evidence;
  const { metrics, tables, ...look } = scope;
  const inReport = { ...scope, shownRows: reportRows, isLinked: true };
  const { answer: reportAnswer, shownTables } = writeAnswer(evidence, inReport, template);
  const result: Result = {
    title: plan.title,
    answer: writeAnswer(evidence, scope, template).answer,
    metrics,
    tables,
    artifacts: [...programArtifacts(evidence), ...(await chartOf(store, evidence, scope)), ...artifacts],
    assumptions: plan.assumptions,
    warnings: [...found, ...(manifest?.warnings ?? []), ...(notice === null ? [] : [noticed(notice)])],
    image: manifest?.image ?? null,
  };
  return { result, contents: { answer: reportAnswer, shownTables, look, shownRows: reportRows } };
}

const noticed = (text: string): Warning => ({ check: 'answer', severity: 'notice', figure: null, text });

/** What the program left, pinned to the very versions that were looked at. Its own report.html would hide ours. */
const programArtifacts = ({ manifest, files }: Evidence): PublishedArtifact[] =>
  (manifest?.artifacts ?? []).flatMap((artifact) => {
    const file = files.get(artifact.name);
    return file === undefined || artifact.name === 'report.html'
      ? []
      : [{ ...artifact, key: file.key, version: file.version }];
  });

async function chartOf(
  store: ObjectStore,
  { run, plan }: Evidence,
  { tables, ...look }: Collected['scope'],
): Promise<PublishedArtifact[]> {
  const { chart } = plan;
  const table = tables.find((one) => one.name === chart?.table);
  const svg = chart === null || table === undefined ? null : drawChart(chart, table, plan.title, look);
  if (svg === null) return [];
  return [
    await publish(store, run, {
      name: 'chart.svg',
      kind: 'figure',
      mediaType: 'image/svg+xml',
      body: svg,
      title: plan.title,
    }),
  ];
}
