import { parseArgs } from 'node:util';
import { z } from 'zod';
import { InvalidInputError } from '../../../shared/errors.ts';
import { loadTargetSchema, type LoadTarget } from './target.ts';

export const usage = `npm run load -- --stack-outputs FILE [options]

Loads the CSV and Parquet files of a folder into Redshift, each as a table, and brings semantics.yaml and context/*.md along.
A table whose file has not changed is left alone.

  --stack-outputs FILE  what \`pulumi stack output --json\` prints; - reads it from a pipe
  --input DIR           the folder (default: input)
  --force               load unchanged tables as well
  --help                this text

Each of these says something else than the stack:
  --region R            of bucket and warehouse
  --bucket B            in which the files are on their way, and the words about the tables
  --workgroup W         of Redshift Serverless; or --cluster C
  --database D
  --schema S            in which the tables are made
  --secret ARN          of a database user who may create tables there (without one: you)
  --load-role ARN       with which the warehouse reads the bucket
  --reader USER         the database user who answers questions, and gets to read the tables

Credentials are the AWS CLI's: AWS_PROFILE, or AWS_ACCESS_KEY_ID and so on. They need PutObject, GetObject, DeleteObject and
ListBucket for the bucket, redshift-data:BatchExecuteStatement, DescribeStatement and GetStatementResult, and GetSecretValue of
the secret.

Exit codes: 0 everything is loaded, 1 something is not, 2 wrong usage.
`;

export interface LoadArguments {
  input: string;
  force: boolean;
  target: LoadTarget;
}

/** Flags by what they say of the target. */
const targetFlags = {
  region: 'region',
  bucket: 'bucket',
  workgroup: 'workgroup',
  cluster: 'cluster',
  database: 'database',
  schema: 'schema',
  secret: 'secret',
  'load-role': 'role',
  reader: 'reader',
} as const satisfies Record<string, keyof LoadTarget>;

const stackSchema = z.object({ load: z.unknown() });

/**
 * @param read what a file holds, or standard input for `-`
 * @returns a text instead when help was asked for
 * @throws InvalidInputError that names every setting that is missing or wrong
 */
export async function readArguments(
  args: string[],
  read: (path: string) => Promise<string>,
): Promise<LoadArguments | string> {
  const values = parse(args);
  if (values.help === true) return usage;
  const stack = values['stack-outputs'];
  const said = Object.fromEntries(
    Object.entries(targetFlags).flatMap(([flag, name]) => {
      const value = values[flag as keyof typeof targetFlags];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  // Who names the one does not mean the other, which the stack may have.
  if ('workgroup' in said !== 'cluster' in said)
    Object.assign(said, { ['workgroup' in said ? 'cluster' : 'workgroup']: null });
  const nothing = { workgroup: null, cluster: null, secret: null, reader: null };
  const given = { ...nothing, ...(stack === undefined ? {} : await readStack(stack, read)), ...said };
  return { input: values.input, force: values.force, target: toTarget(given) };
}

function parse(args: string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({
      args,
      options: {
        'stack-outputs': text,
        input: { type: 'string', default: 'input' },
        force: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
        region: text,
        bucket: text,
        workgroup: text,
        cluster: text,
        database: text,
        schema: text,
        secret: text,
        'load-role': text,
        reader: text,
      },
    }).values;
  } catch (error) {
    throw new InvalidInputError(error instanceof Error ? error.message : String(error));
  }
}

async function readStack(path: string, read: (path: string) => Promise<string>): Promise<object> {
  const from = path === '-' ? 'standard input' : path;
  const text = await read(path).catch((error: unknown) => {
    throw new InvalidInputError(`${from} cannot be read: ${String(error)}`);
  });
  let outputs: unknown;
  try {
    outputs = JSON.parse(text);
  } catch {
    throw new InvalidInputError(`${from} is no JSON: write \`pulumi stack output --json\` into it`);
  }
  const load = stackSchema.safeParse(outputs).data?.load;
  if (typeof load !== 'object' || load === null)
    throw new InvalidInputError(
      `${from} has no output \`load\`: deploy with \`pulumi up\` first, and give what \`pulumi stack output --json\` prints`,
    );
  return load;
}

function toTarget(given: object): LoadTarget {
  const { data, error } = loadTargetSchema.safeParse(given);
  const flagOf = (name: unknown) =>
    `--${Object.entries(targetFlags).find(([, of]) => of === name)?.[0] ?? String(name)}`;
  const wrong = (error?.issues ?? []).map(({ path: [name], message }) =>
    name !== undefined && !(String(name) in given)
      ? `${flagOf(name)} is missing`
      : `${name === undefined ? 'the stack’s output `load`' : flagOf(name)}: ${message}`,
  );
  if (data !== undefined && (data.workgroup === null) === (data.cluster === null))
    wrong.push('one of --workgroup and --cluster is needed, not both');
  if (data === undefined || wrong.length > 0)
    throw new InvalidInputError(
      `Where to load to is not known: ${wrong.join('; ')}. --stack-outputs says it all`,
    );
  return data;
}
