import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { ParserFigures } from './parser-process.ts';
import type { Measures } from './report.ts';
import { round, summarize } from './statistics.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('parser-process.ts', import.meta.url));
/** The other parser of both dialects that runs without a database. */
const rival = '@polyglot-sql/sdk@0.12.1';

/**
 * The parser of the guard beside the one that it was chosen over: what they weigh, how long they take to be there in a new
 * process (its files being in the disk's cache) and to read a statement, and what of the benign corpus they read.
 */
export async function measureParsers(processes: number): Promise<Measures> {
  const folder = await mkdtemp(join(tmpdir(), 'kaiseki-parsers-'));
  try {
    await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', rival]);
    const ours = createRequire(import.meta.url).resolve('@guanmingchiu/sqlparser-ts');
    const theirs = join(folder, 'node_modules/@polyglot-sql/sdk/dist');
    return {
      ...(await measureParser('sqlparser', processes, {
        module: join(dirname(ours), 'index.mjs'),
        wasm: join(dirname(ours), '../wasm/sqlparser_rs_wasm_bg.wasm'),
      })),
      ...(await measureParser('polyglot', processes, {
        module: join(theirs, 'index.node.js'),
        wasm: join(theirs, 'polyglot_sql.wasm'),
      })),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureParser(
  name: string,
  processes: number,
  files: { module: string; wasm: string },
): Promise<Measures> {
  const loads: number[] = [];
  let last: ParserFigures | undefined;
  for (let i = 0; i < processes; i++) {
    const { stdout } = await run(process.execPath, [script, name, pathToFileURL(files.module).href]);
    last = JSON.parse(stdout) as ParserFigures;
    loads.push(last.loadMs);
  }
  if (last === undefined) throw new Error('at least one process is needed');
  return {
    [`${name}WasmMegabytes`]: round((await stat(files.wasm)).size / 1e6),
    [`${name}LoadMs`]: summarize(loads),
    [`${name}ParseMicroseconds`]: summarize(last.parseMicroseconds),
    [`${name}BenignPercent`]: round((100 * last.parsed) / last.statements),
  };
}
