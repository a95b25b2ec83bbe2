import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client } from '../../infra/client/client.ts';
import { startHost, type HostOptions } from '../../infra/local/host.ts';
import { createLogger } from '../../infra/system/log.ts';
import { preparePython } from '../../infra/local/prepare-python.ts';
import type { Cell } from '../../shared/plan/dataset.ts';
import type { RunDocument } from '../../shared/run/document.ts';
import { readCalls, type Trace } from './calls.ts';
import { feedbackOn } from './feedback.ts';
import { goldOf, openGoldTables, type GoldTables } from './gold.ts';
import { inputFolder, sampleInput } from './inputs.ts';
import { judge, type Outcome } from './judge.ts';
import type { Question } from './question.ts';

export interface Evaluation {
  question: Question;
  outcome: Outcome;
  /** 0 to 1, for an optimiser: a wrong answer is worth less than none. */
  score: number;
  reason: string;
  /** What somebody who improves the prompt must know: the right answer beside the given one. */
  feedback: string;
  run: RunDocument;
  gold: Cell[][];
  /** What was posted to the answer's end, in milliseconds. */
  milliseconds: number;
  /** Every call of a model, in order. */
  traces: Trace[];
  usage: RunDocument['usage'];
}

export interface EvaluatorOptions {
  /** Of questions that name none. */
  input?: string;
  /** What the host is told besides: the model, the planner's mode, changed prompts. */
  host?: Partial<HostOptions>;
}

export interface Evaluator {
  /** Asks over HTTP, as a user would. Questions with `after` follow up a run of this evaluator. */
  evaluate(question: Question): Promise<Evaluation>;
  /** Ends its hosts and removes what they and it wrote. */
  close(): Promise<void>;
}

interface Place {
  client: Client;
  gold: GoldTables;
  stateDirectory: string;
}

interface Asked {
  place: Place;
  run: RunDocument;
  gold: Cell[][][];
  milliseconds: number;
}

export const scores: Record<Outcome, number> = { right: 1, clarified: 0.2, failed: 0.1, wrong: 0 };

/** Evaluates questions one at a time or many at once, on one host for each folder of tables. */
export async function createEvaluator({ input, host = {} }: EvaluatorOptions = {}): Promise<Evaluator> {
  const scratch = await mkdtemp(join(tmpdir(), 'kaiseki-eval-'));
  const opened = new AsyncDisposableStack();
  opened.defer(() => rm(scratch, { recursive: true, force: true }));
  const places = new Map<string, Promise<Place>>();
  const runs = new Map<string, Promise<Asked>>();

  function placeOf(name: string): Promise<Place> {
    const place = places.get(name) ?? open(name, join(scratch, String(places.size)));
    places.set(name, place);
    return place;
  }

  async function open(name: string, directory: string): Promise<Place> {
    const inputDirectory = await inputFolder(name, directory);
    const gold = await openGoldTables(inputDirectory, join(directory, 'gold'));
    opened.defer(() => gold.close());
    const stateDirectory = join(directory, 'state');
    const running = await startHost({
      port: 0,
      preparePython,
      log: createLogger((line) => process.stderr.write(line), 'error'),
      ...host,
      inputDirectory,
      stateDirectory,
    });
    opened.defer(() => running.close());
    return { client: createClient(running.url), gold, stateDirectory };
  }

  /** What is asked must be known at once: whoever follows it up may come before it has ended. */
  function begin(question: Question): Promise<Asked> {
    const { after } = question;
    const parent = after === undefined ? null : (runs.get(after) ?? null);
    if (after !== undefined && parent === null)
      throw new Error(`${question.id} follows up ${after}, which was not asked before`);
    const asked = askIn(placeOf(question.input ?? input ?? sampleInput), question, parent);
    runs.set(question.id, asked);
    return asked;
  }

  return {
    async evaluate(question) {
      const { place, run, gold, milliseconds } = await begin(question);
      const judgement = judge(question, run, gold, await tablesOf(place, run));
      return {
        question,
        ...judgement,
        score: scores[judgement.outcome],
        feedback: feedbackOn(question, run, gold[0] ?? [], judgement),
        run,
        gold: gold[0] ?? [],
        milliseconds,
        traces: run.usage.model === null ? [] : await readCalls(place.stateDirectory, run.id),
        usage: run.usage,
      };
    },
    close: () => opened.disposeAsync(),
  };
}

/** The gold is computed first: a question whose gold is broken is not asked. */
async function askIn(
  opening: Promise<Place>,
  question: Question,
  parent: Promise<Asked> | null,
): Promise<Asked> {
  const place = await opening;
  const gold = await goldOf(place.gold, question);
  const parentRunId = (await parent)?.run.id;
  const started = performance.now();
  const run = await ask(place.client, question.question, parentRunId);
  return { place, run, gold, milliseconds: performance.now() - started };
}

async function ask(client: Client, prompt: string, parentRunId?: string): Promise<RunDocument> {
  const accepted = await client.post({ prompt, ...(parentRunId !== undefined && { parentRunId }) });
  return client.ended(accepted.id);
}

/** The answer's tables with all their rows: the document shows a hundred, the file has the rest. */
function tablesOf({ client, gold }: Place, run: RunDocument): Promise<Cell[][][]> {
  return Promise.all(
    run.tables.map(async ({ name, rows, rowCount }) => {
      const file = run.artifacts.find((artifact) => artifact.name === `${name}.parquet`);
      if (rows.length === rowCount || file === undefined) return rows;
      return gold.readParquet(await client.download(file.href));
    }),
  );
}
