import { parseArgs } from 'node:util';
import { readPrograms, type Programs } from '../local/sandbox/programs.ts';
import { modelFlags, modelUsage, readModelFlags, type ModelOptions } from '../models/options.ts';

export const usage = `npm run ask -- [options] "<prompt>"

  --input DIR     folder with CSV and Parquet files; each becomes a table (default: input)
  --state DIR     folder that holds everything Kaiseki remembers (default: .kaiseki)
  --results DIR   folder for answers and artifacts (default: results)
  --parent RUN    follow a run up: its model can be used
  --programs M    where programs run: jail (default; Linux) or container (Docker or podman; after npm run image)
${modelUsage}  --timeout S     seconds after which the run fails (default: 900)
  --json          print the run document on stdout, and nothing else there
  --help          this text

Exit codes: 0 succeeded, 1 failed, 2 wrong usage, 3 clarified, 130 cancelled by Ctrl-C.
`;

export interface AskOptions {
  prompt: string;
  input: string | null;
  state: string;
  results: string;
  parent: string | null;
  /** Null: not said, so as the host that listens does. */
  programs: Programs | null;
  /** What the flags say of the model; a host that listens has settings of its own. */
  models: ModelOptions;
  timeout: number | null;
  json: boolean;
}

/** What was asked for; a text instead says how to ask. */
export function readArguments(args: string[]): AskOptions | { help: string; wrong: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        input: { type: 'string' },
        state: { type: 'string', default: '.kaiseki' },
        results: { type: 'string', default: 'results' },
        parent: { type: 'string' },
        programs: { type: 'string' },
        ...modelFlags,
        timeout: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
    if (values.help) return { help: usage, wrong: false };
    const [prompt, ...more] = positionals;
    if (prompt === undefined) return { help: `What is the question?\n\n${usage}`, wrong: true };
    if (more.length > 0)
      return {
        help: `Put the prompt into quotation marks: it must be one argument.\n\n${usage}`,
        wrong: true,
      };
    const timeout = values.timeout === undefined ? null : Number(values.timeout);
    if (timeout !== null && !(Number.isInteger(timeout) && timeout >= 1 && timeout <= 86_400))
      return {
        help: `--timeout takes whole seconds from 1 to 86400, not ${values.timeout}\n\n${usage}`,
        wrong: true,
      };
    const programs = values.programs === undefined ? null : readPrograms(values.programs, process.env);
    const models = readModelFlags(values);
    const { input = null, state, results, parent = null, json } = values;
    return { prompt, input, state, results, parent, programs, models, timeout, json };
  } catch (error) {
    return { help: `${error instanceof Error ? error.message : String(error)}\n\n${usage}`, wrong: true };
  }
}
