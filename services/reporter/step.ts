import type { StageDefinition } from '../../shared/delivery/step.ts';
import type { ModelSettings } from '../../shared/model/settings.ts';
import type { Warning } from '../../shared/plan/manifest.ts';
import type { PublishedArtifact, Result } from '../../shared/plan/result.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import type { QueryPorts } from '../../shared/queries/run-queries.ts';
import { resultKey, sha256 } from '../../shared/run/keys.ts';
import { putRef } from '../../shared/run/refs.ts';
import { writeAnswer } from './answer/write.ts';
import { drawChart } from './chart/chart.ts';
import { rejection } from './checks/rejection.ts';
import { runChecks } from './checks/run-checks.ts';
import { gather, type Evidence } from './gather.ts';
import { publish } from './publish.ts';
import { percentColumns } from './present/percent.ts';
import type { Look } from './present/table.ts';
import { renderReport, type Picture, type ReportContents } from './report/page.ts';
import { collectTables } from './tables.ts';

/** Attempt → checks, words, tables, chart, report and the result that names them all; or back to repair. */
export function createReporter(
  ports: QueryPorts,
  settings: Pick<ModelSettings, 'model'>,
): StageDefinition {
  const { store } = ports;
  return {
    stage: 'reporter',
    async step(run, look) {
      const evidence = await gather(store, run);
      const checked = await runChecks(ports, evidence, look);
      if ('outcome' in checked) return checked.outcome;
      const reason = rejection(run, checked.warnings, settings);
      if (reason !== null) return { commit: { type: 'answer.rejected', reason } };
      const { result, contents } = await makeResult(store, evidence, checked.warnings);
      const pictures = await readPictures(store, result.artifacts);
      const report = await publish(store, run, {
        name: 'report.html',
        kind: 'report',
        mediaType: 'text/html; charset=utf-8',
        body: renderReport(evidence, result, { ...contents, pictures }),
      });
      const withReport: Result = { ...result, artifacts: [...result.artifacts, report] };
      return {
        commit: {
          type: 'run.succeeded',
          result: await putRef(store, resultKey(run.id, run.attempt), withReport),
        },
      };
    },
  };
}

/** A page has room for more rows than a conversation; there the whole table stands in the answer, and only there. */
const reportRows = 50;

async function makeResult(
  store: ObjectStore,
  evidence: Evidence,
  found: Warning[],
): Promise<{ result: Result; contents: Omit<ReportContents, 'pictures'> }> {
  const { plan, manifest } = evidence;
  const { tables, artifacts } = await collectTables(store, evidence);
  const metrics = manifest?.metrics ?? [];
  const look: Look = {
    language: plan.language,
    fromProgram: manifest !== null,
    percents: percentColumns(plan, tables),
  };
  const { answer, warnings } = writeAnswer(evidence, { ...look, metrics, tables });
  const inReport = writeAnswer(evidence, { ...look, metrics, tables, shownRows: reportRows, isLinked: true });
  const result: Result = {
    title: plan.title,
    answer,
    metrics,
    tables,
    artifacts: [
      ...programArtifacts(evidence),
      ...(await chartOf(store, evidence, tables, look)),
      ...artifacts,
    ],
    assumptions: plan.assumptions,
    warnings: [...found, ...(manifest?.warnings ?? []), ...warnings],
    image: manifest?.image ?? null,
  };
  const { answer: reportAnswer, shownTables } = inReport;
  return { result, contents: { answer: reportAnswer, shownTables, look, shownRows: reportRows } };
}

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
  tables: Result['tables'],
  look: Look,
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

const pictureTypes = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/svg+xml']);
const pictureBytes = 3e6;
const allPicturesBytes = 20e6;

/** A PNG of much more than 6 inches would have tiny letters in half a page. Its width stands in bytes 16 to 19. */
const isWide = (body: Uint8Array, mediaType: string): boolean =>
  mediaType === 'image/png' &&
  body.length > 24 &&
  new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(16) > 1_000;

/** The figures, each once, as far as a page can carry them. In an <img> even a hostile SVG runs nothing. */
async function readPictures(store: ObjectStore, artifacts: PublishedArtifact[]): Promise<Picture[]> {
  const pictures: Picture[] = [];
  let total = 0;
  const variants = new Set(artifacts.map(({ vector }) => vector));
  for (const { name, kind, mediaType, bytes, title, key, version, sha256: hash } of artifacts) {
    if (
      kind !== 'figure' ||
      variants.has(name) ||
      !pictureTypes.has(mediaType) ||
      bytes > pictureBytes ||
      total + bytes > allPicturesBytes
    )
      continue;
    const stored = await store.get(key, version ?? undefined);
    if (stored === null || sha256(stored.body) !== hash) continue;
    total += bytes;
    pictures.push({
      name,
      title,
      isWide: isWide(stored.body, mediaType),
      dataUri: `data:${mediaType};base64,${Buffer.from(stored.body).toString('base64')}`,
    });
  }
  return pictures;
}
