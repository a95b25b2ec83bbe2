import type { StageDefinition } from '../../shared/delivery/step.ts';
import type { PublishedArtifact, Result } from '../../shared/plan/result.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { resultKey, sha256 } from '../../shared/run/keys.ts';
import { putRef } from '../../shared/run/refs.ts';
import { writeAnswer } from './answer/write.ts';
import { drawChart } from './chart/chart.ts';
import { gather, type Evidence } from './gather.ts';
import { publish } from './publish.ts';
import { renderReport, type Picture } from './report/page.ts';
import { collectTables } from './tables.ts';

/** Attempt → words, tables, chart, report and the result that names them all. */
export function createReporter({ store }: { store: ObjectStore }): StageDefinition {
  return {
    stage: 'reporter',
    async step(run) {
      const evidence = await gather(store, run);
      const result = await makeResult(store, evidence);
      const pictures = await readPictures(store, result.artifacts);
      const report = await publish(store, run, {
        name: 'report.html',
        kind: 'report',
        mediaType: 'text/html; charset=utf-8',
        body: renderReport(evidence, result, pictures),
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

async function makeResult(store: ObjectStore, evidence: Evidence): Promise<Result> {
  const { plan, manifest } = evidence;
  const { tables, artifacts } = await collectTables(store, evidence);
  const metrics = manifest?.metrics ?? [];
  const { answer, warnings } = writeAnswer(evidence, { language: plan.language, metrics, tables });
  return {
    title: plan.title,
    answer,
    metrics,
    tables,
    artifacts: [...programArtifacts(evidence), ...(await chartOf(store, evidence, tables)), ...artifacts],
    assumptions: plan.assumptions,
    warnings: [...(manifest?.warnings ?? []), ...warnings],
    image: manifest?.image ?? null,
  };
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
): Promise<PublishedArtifact[]> {
  const { chart } = plan;
  const table = tables.find((one) => one.name === chart?.table);
  const svg =
    chart === null || table === undefined ? null : drawChart(chart, table, plan.title, plan.language);
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

/** The figures, as far as a page can carry them. In an <img> even a hostile SVG runs nothing. */
async function readPictures(store: ObjectStore, artifacts: PublishedArtifact[]): Promise<Picture[]> {
  const pictures: Picture[] = [];
  let total = 0;
  for (const { name, kind, mediaType, bytes, title, key, version, sha256: hash } of artifacts) {
    if (
      kind !== 'figure' ||
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
      dataUri: `data:${mediaType};base64,${Buffer.from(stored.body).toString('base64')}`,
    });
  }
  return pictures;
}
