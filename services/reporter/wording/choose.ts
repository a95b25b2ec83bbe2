import type { LookContext, StepOutcome } from '../../../shared/delivery/step.ts';
import type { ModelPorts } from '../../../shared/model/ask.ts';
import type { Run } from '../../../shared/run/run.ts';
import { refusalOf, wordsRefusal } from '../answer/refusal.ts';
import { askForWords, type WordingPorts, type WordingSettings } from './ask.ts';
import { noticeOf } from './notice.ts';
import type { Situation } from './tell.ts';

/** What an answer is filled from; null: code writes it. What people must know about that, if anything. */
export interface Wording {
  template: string | null;
  notice: string | null;
}

/**
 * The words of the answer: those that the plan, or the program by `answer()`, left; else a model's; else code's.
 *
 *   written ─┬─ fit ──────────────────────────────────────────────────────► filled
 *            ├─ refused, or missing from a model's plan ─► model ─┬─ fit ─► filled
 *            │                                   ▲  └─ refused ─┐ │
 *            │                                   └─ twice ◄─────┘ └─ none ─► code's words, with a notice
 *            └─ no model to ask ───────────────────────────────────────────► code's words
 */
export async function chooseWording(
  ports: WordingPorts,
  run: Run,
  look: LookContext,
  situation: Omit<Situation, 'refused'>,
  { model, ...settings }: WordingSettings & { model: ModelPorts['model'] | null },
): Promise<{ outcome: StepOutcome } | Wording> {
  const { plan, prompt, manifest } = situation.evidence;
  const { scope } = situation;
  const written = (manifest === null ? plan.answer : manifest.answer) ?? '';
  const template = written.trim() === '' ? null : written;
  // Words in a model's program are a model's: nobody has read them before. The rules' programs are ours, and quote names.
  const refusal =
    template === null
      ? null
      : (refusalOf(template, { prompt, plan, scope }) ??
        (isByModel(run) ? wordsRefusal(template, plan.language) : null));
  if (template !== null && refusal === null) return { template, notice: null };
  if (model === null || (template === null && !isByModel(run)))
    return { template: null, notice: noticeOf(refusal, null, plan.language) };
  const refused = template === null || refusal === null ? null : { template, ...refusal };
  const asked = await askForWords({ ...ports, model }, run, look, { ...situation, refused }, settings);
  if ('outcome' in asked) return asked;
  return 'accepted' in asked
    ? { template: asked.accepted, notice: null }
    : { template: null, notice: noticeOf(refusal, asked.trouble, plan.language) };
}

/** The rules say what their programs show; where these say nothing, nothing is missing. */
const isByModel = ({ calls }: Run): boolean =>
  calls.some(({ stage, outcome }) => (stage === 'planner' || stage === 'repair') && outcome === 'answered');
