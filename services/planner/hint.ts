import type { Clarification, Language } from '../../shared/plan/plan.ts';

/** What the rules do not understand a model may: whoever is asked back hears how to have one. */
export function withModelHint(clarification: Clarification): Clarification {
  const { language, canDo } = clarification;
  return { ...clarification, canDo: `${canDo}\n\n${hints[language]}` };
}

const hints: Record<Language, string> = {
  en: 'With a language model it understands far more: KAISEKI_MODEL (or --model) chooses one, bedrock or openai:MODEL@URL (Ollama, vLLM, a hosted service).',
  ja: '言語モデルを設定すると、はるかに多くの質問に答えられます: KAISEKI_MODEL（または --model）に bedrock か openai:MODEL@URL（Ollama、vLLM、ホスト型サービス）を指定してください。',
};
