import { parseArgs } from 'node:util';
import { InvalidInputError } from '../../shared/errors.ts';
import { plannerModeSchema, type PlannerMode } from '../../shared/model/settings.ts';

export const usage = `npm run eval -- --questions FILE[,FILE] [options]

  --questions FILES   question files, one JSON object a line (test/eval/question.ts says what is in it)
  --planner MODE      rules, auto or model (default: auto)
  --model NAME        the language model, as npm start takes it (default: none)
  --input DIR         tables of questions that name none (default: input)
  --only TEXT         questions whose id or a tag of whose is this
  --limit N           the first N questions
  --concurrency N     questions at once (default: 4)
  --wrong-limit N     confident wrong answers from which on the exit code is 1, less one (default: 0 with --planner rules)
  --json FILE         all figures, and every question with its answer
  --html FILE         the same as a page, what failed side by side
`;

export interface EvalOptions {
  questions: string[];
  planner: PlannerMode;
  model: string | null;
  input: string | null;
  only: string | null;
  limit: number;
  concurrency: number;
  /** More confident wrong answers than this are a failure; null: none is. */
  wrongLimit: number | null;
  json: string | null;
  html: string | null;
}

/** @throws InvalidInputError that says what is wrong, and how to ask */
export function readOptions(args: string[]): EvalOptions {
  const { values } = parse(args);
  const planner = plannerModeSchema.safeParse(values.planner);
  if (!planner.success) return wrong(`--planner takes rules, auto or model, not ${values.planner}`);
  const questions = (values.questions ?? '').split(',').filter((file) => file !== '');
  if (questions.length === 0) return wrong('--questions is missing');
  const wrongLimit = planner.data === 'rules' ? 0 : null;
  return {
    questions,
    planner: planner.data,
    model: values.model ?? null,
    input: values.input ?? null,
    only: values.only ?? null,
    limit: values.limit === undefined ? Infinity : whole('--limit', values.limit),
    concurrency: Math.max(1, whole('--concurrency', values.concurrency)),
    wrongLimit:
      values['wrong-limit'] === undefined ? wrongLimit : whole('--wrong-limit', values['wrong-limit']),
    json: values.json ?? null,
    html: values.html ?? null,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        questions: { type: 'string' },
        planner: { type: 'string', default: 'auto' },
        model: { type: 'string' },
        input: { type: 'string' },
        only: { type: 'string' },
        limit: { type: 'string' },
        concurrency: { type: 'string', default: '4' },
        'wrong-limit': { type: 'string' },
        json: { type: 'string' },
        html: { type: 'string' },
      },
    });
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

function whole(option: string, text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : wrong(`${option} takes a whole number, not ${text}`);
}

function wrong(message: string): never {
  throw new InvalidInputError(`${message}\n\n${usage}`);
}
