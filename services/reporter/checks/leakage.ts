import { z } from 'zod';
import type { Catalog } from '../../../shared/plan/catalog.ts';
import type { Warning } from '../../../shared/plan/manifest.ts';
import type { ObjectStore } from '../../../shared/ports/object-store.ts';
import { sha256 } from '../../../shared/run/keys.ts';
import type { Evidence } from '../gather.ts';
import { showMetric } from '../present/metric.ts';
import { windowsIn } from './sql/expressions.ts';
import { readBlocks } from './sql/read-blocks.ts';
import { referencesIn } from './sql/references.ts';
import { warning } from './words.ts';

/**
 * What can be seen from outside of a model that knew the answer: the target among its features, a metric that is too
 * good. Kaiseki's own programs look for leaks themselves, in the rows; of other programs it is said what nobody looked at.
 */
export async function leaks(store: ObjectStore, evidence: Evidence, catalog: Catalog): Promise<Warning[]> {
  const { plan, manifest } = evidence;
  const isOwn = /\bkaiseki\.modelling\b/.test(plan.program ?? '');
  if (manifest === null || plan.program === null || isOwn) return [];
  const models = await describedModels(store, evidence);
  const target = targetOf(evidence);
  const telling = target === null ? [] : [target, ...(await restatementsOf(evidence, target, catalog))];
  const given = telling.filter((column) =>
    models.some(({ features }) => features.some((one) => isSame(one, column))),
  );
  const best = bestMetric(evidence);
  const { language } = plan;
  const figure = best === null ? null : showMetric(best.name, best.value);
  if (given.length > 0 && target !== null)
    return [
      warning(language, {
        check: 'leakage',
        severity: 'serious',
        figure,
        texts: {
          en: `The model is given what it shall predict: among its features is ${given.join(', ')}, made of ${target}. Its metrics say nothing.`,
          ja: `モデルの特徴量の${given.join('、')}は、予測対象の${target}と同じ値から作られています。評価指標に意味はありません。`,
        },
      }),
    ];
  return [
    ...(best !== null && isTooGood(best) && figure !== null ? [tooGood(evidence, best.name, figure)] : []),
    ...(models.length > 0 && manifest.metrics.length > 0 ? [notLookedAt(evidence)] : []),
  ];
}

/** Columns that the SQL makes of the very column that the target is made of; what lay before it (lag) is none of them. */
async function restatementsOf({ datasets }: Evidence, target: string, catalog: Catalog): Promise<string[]> {
  const read = await Promise.all(datasets.map(({ query }) => readBlocks(query.sql, catalog)));
  return read.flatMap((blocks) => {
    const block = blocks?.find(({ isOutermost }) => isOutermost);
    const items = block?.items ?? [];
    const wanted = items.find(({ name }) => name !== null && isSame(name, target));
    if (block === undefined || wanted === undefined) return [];
    const columnsIn = (expr: unknown) =>
      referencesIn(expr, block).list.map(({ source, column }) => `${source.name}.${column}`.toLowerCase());
    const own = new Set(columnsIn(wanted.expr));
    return items.flatMap(({ name, expr }) =>
      name !== null &&
      name !== wanted.name &&
      windowsIn(expr).length === 0 &&
      columnsIn(expr).some((one) => own.has(one))
        ? [name]
        : [],
    );
  });
}

const tooGood = ({ plan: { language } }: Evidence, name: string, figure: string): Warning =>
  warning(language, {
    check: 'leakage',
    severity: 'notice',
    figure,
    texts: {
      en: `${name} is ${figure}: better than honest models are. A feature may give the target away.`,
      ja: `${name}が${figure}と、通常のモデルでは考えにくい高さです。予測対象が特徴量から漏れている可能性があります。`,
    },
  });

const notLookedAt = ({ plan: { language } }: Evidence): Warning =>
  warning(language, {
    check: 'leakage',
    severity: 'notice',
    figure: null,
    texts: {
      en: 'Not checked: whether rows or entities stand in both training and test data, and whether features were known before the outcome.',
      ja: '未確認: 学習データとテストデータに同じ行や個体が含まれていないか、特徴量が結果より前に分かっていた値か。',
    },
  });

interface Model {
  name: string;
  features: string[];
}

/** What `kaiseki.model()` writes beside a model. */
const descriptionSchema = z.object({
  name: z.string(),
  file: z.string(),
  features: z.array(z.string()).max(10_000),
});
const descriptionBytes = 1e6;

/** A description that is none, or no longer what it was, is passed over: the program wrote it. */
async function describedModels(store: ObjectStore, { manifest, files }: Evidence): Promise<Model[]> {
  const models: Model[] = [];
  for (const { name, bytes, sha256: hash } of manifest?.artifacts ?? []) {
    const file = files.get(name);
    if (!name.endsWith('.json') || file === undefined || bytes > descriptionBytes) continue;
    if (!files.has(name.replace(/\.json$/, '.joblib'))) continue;
    const stored = await store.get(file.key, file.version);
    if (stored === null || sha256(stored.body) !== hash) continue;
    const read = descriptionSchema.safeParse(jsonOf(stored.body));
    if (read.success) models.push(read.data);
  }
  return models;
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** By the plan's parameters, or as programs write it: target = "x", y = frame["x"], y = frame.pop("x"). */
function targetOf({ plan, datasets }: Evidence): string | null {
  const columns = datasets.flatMap(({ extract }) => extract.columns.map(({ name }) => name));
  const known = (name: unknown) =>
    columns.find((one) => typeof name === 'string' && isSame(one, name)) ?? null;
  const given = known(plan.parameters['target']);
  if (given !== null) return given;
  for (const pattern of targetPatterns)
    for (const match of (plan.program ?? '').matchAll(pattern)) {
      const name = known(match.groups?.['name']);
      if (name !== null) return name;
    }
  return null;
}

const targetPatterns = [
  /^\s*(?:target|label)\w*\s*(?::\s*str\s*)?=\s*(?<quote>["'])(?<name>.+?)\k<quote>\s*(?:#.*)?$/gim,
  /^\s*(?:y|target|labels?)\w*\s*=\s*\w+(?:\.pop\(|\[|\.loc\[\s*:\s*,)\s*(?<quote>["'])(?<name>.+?)\k<quote>\s*[)\]]/gim,
  /^\s*(?:y|target|labels?)\w*\s*=\s*\w+\.(?<name>[\p{L}_][\p{L}\p{N}_]*)\b(?!\s*\()/gimu,
];

/** Metrics whose best value is 1. */
const bounded = [
  'roc_auc',
  'average_precision',
  'accuracy',
  'balanced_accuracy',
  'f1',
  'precision',
  'recall',
  'r2',
];

function bestMetric({ manifest }: Evidence): { name: string; value: number; baseline: number | null } | null {
  const metrics = (manifest?.metrics ?? []).flatMap(({ name, value, baseline }) =>
    value !== null && bounded.includes(name.toLowerCase()) ? [{ name, value, baseline }] : [],
  );
  return metrics.toSorted((a, b) => b.value - a.value)[0] ?? null;
}

/** Where hardly anybody buys, who always says no is right as often. */
const isTooGood = ({ value, baseline }: { value: number; baseline: number | null }): boolean =>
  value >= 0.999 && (baseline === null || baseline < 0.99);
