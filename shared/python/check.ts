import { importableModules, kaisekiNames } from './image.ts';
import { callRefusal, moduleRefusal, readsFile } from './refusals.ts';
import { syntaxProblem } from './syntax.ts';
import { readTree } from './tree.ts';
import { usesOf, type Call, type Import, type Uses } from './uses.ts';

export interface Surroundings {
  /** Names of the plan's queries. */
  datasets: readonly string[];
  /** Files of the parent run that the plan may hand over; not looked at when it is left out. */
  artifacts?: readonly string[];
}

/**
 * What would fail in the jail for certain, before it gets there: syntax, modules that are not installed or have no use
 * there, names that `kaiseki` has not, datasets that no query of the plan brings.
 * @returns null, or everything that is wrong, a line each, in words for whoever wrote the program
 */
export async function checkProgram(program: string, surroundings: Surroundings): Promise<string | null> {
  const read = await readTree(program, (root) => {
    const problem = syntaxProblem(root, program);
    return problem === null ? problemsOf(usesOf(root), surroundings) : [problem];
  });
  if (read.length === 0) return null;
  const isSql = /^\s*(?:SELECT|WITH)\s/i.test(program);
  return [...new Set(isSql ? ['it is SQL: that belongs to the queries', ...read] : read)].join('\n');
}

function problemsOf(uses: Uses, { datasets, artifacts }: Surroundings): string[] {
  return [
    ...uses.imports.flatMap(importProblem),
    ...uses.attributes.flatMap(({ name, line }) => at(line, unknownName(name))),
    ...uses.calls.flatMap((call) => at(call.line, callProblem(call, uses, datasets, artifacts))),
  ];
}

const at = (line: number, problem: string | null): string[] =>
  problem === null ? [] : [`line ${line}: ${problem}`];

function importProblem({ module, names, line, isTried }: Import): string[] {
  const full = names.length === 0 ? [module] : names.map((name) => `${module}.${name}`);
  const refused = full.find((name) => moduleRefusal(name) !== null);
  if (refused !== undefined)
    return at(line, `${refused} cannot be imported: ${moduleRefusal(refused) ?? ''}`);
  const [first = ''] = module.split('.');
  if (first !== '' && !importableModules.has(first) && !isTried)
    return at(line, `${first} cannot be imported: it is not installed`);
  return full.flatMap((name) => at(line, unknownName(name)));
}

function unknownName(name: string): string | null {
  const [module, attribute = '', ...rest] = name.split('.');
  if (module !== 'kaiseki' || attribute === '' || attribute.startsWith('__') || rest.length > 0) return null;
  return kaisekiNames.has(attribute) ? null : `kaiseki has no ${attribute}`;
}

function callProblem(
  call: Call,
  uses: Uses,
  datasets: readonly string[],
  artifacts: readonly string[] | undefined,
): string | null {
  const refusal = callRefusal(call.name);
  if (refusal !== null) return `${call.name} cannot be called: ${refusal}`;
  if (call.name === 'kaiseki.load' || call.name === 'kaiseki.scan') {
    const given = call.argument(0, 'name');
    const dataset = given === undefined ? 'data' : given;
    return dataset === null || call.isTried || datasets.includes(dataset)
      ? null
      : `${call.name}("${dataset}"): no query has that name; there ${datasets.length === 0 ? 'is none' : `are ${datasets.join(', ')}`}`;
  }
  const file = parentFile(call);
  if (file !== null && artifacts !== undefined && !call.isTried && !artifacts.includes(file))
    return `${call.name}: the parent run has no artifact ${file}${artifacts.length === 0 ? '; there is none' : `; it has ${artifacts.join(', ')}`}`;
  return fileProblem(call, uses);
}

/** The parent's file that a call names; null when it names none, or only as it runs. */
function parentFile(call: Call): string | null {
  if (call.name === 'kaiseki.artifact') return call.argument(0, 'name') ?? null;
  if (call.name !== 'kaiseki.load_model') return null;
  const name = call.argument(0, 'name');
  return name === null ? null : `${name ?? 'model'}.joblib`;
}

/** A file that is only read, and that nothing else in the program speaks of, is not there. */
function fileProblem(call: Call, { literals }: Uses): string | null {
  const path = call.argument(0, 'filepath_or_buffer') ?? null;
  if (path === null || call.isTried) return null;
  if (readsFile(call.name)) {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return `${call.name}: there is no network`;
    return literals.filter((literal) => literal === path).length > 1 || path.startsWith('/tmp/')
      ? null
      : `${call.name}("${path}"): there is no such file; data comes from kaiseki.load`;
  }
  const mode = call.argument(1, 'mode');
  const isWritten = call.name === 'open' && typeof mode === 'string' && /[wax+]/.test(mode);
  return isWritten && path.startsWith('/') && !/^\/(?:tmp|dev)\//.test(path)
    ? `open("${path}"): only the current folder and /tmp can be written`
    : null;
}

/** Which of the parent's files a program reads. `isComputed`: some of them are named only as it runs. */
export async function parentFilesOf(program: string): Promise<{ names: string[]; isComputed: boolean }> {
  const calls = await readTree(program, (root) =>
    usesOf(root)
      .calls.filter(({ name }) => name === 'kaiseki.artifact' || name === 'kaiseki.load_model')
      .map(parentFile),
  );
  const names = calls.filter((name) => name !== null);
  return { names: [...new Set(names)], isComputed: calls.includes(null) };
}
