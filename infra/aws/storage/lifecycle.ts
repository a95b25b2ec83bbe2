import type * as aws from '@pulumi/aws';

type Rule = aws.types.input.s3.BucketLifecycleConfigurationRule;

/**
 * Objects that only had to exist for a while. Nothing is said of `open/`, `due/`, `waiting/` and `serving/`: they are removed by
 * whoever they are for, and of `waiting/` the highest must stay for ever, or a number would come twice.
 */
const passing = [
  { prefix: 'wake/', days: 1 },
  { prefix: 'keys/', days: 1 },
  // A slot lives 50 minutes; its claim is evidence for a while longer.
  { prefix: 'slots/', days: 8 },
  { prefix: 'catalog/', days: 30 },
] as const;

/** What runs are: kept together, or a list would name what is gone. */
const runs = ['runs/', 'index/', 'deliveries/'] as const;

/**
 * Versions that were written over or deleted. Results pin the version they mean, and that is the newest one as long as nobody
 * writes over it; who could are the slots of that run, until its deadline. Below `runs/` a version also is what stays of
 * a log entry that was buried, or of a file that its owner deleted: a late writer must not find its key free (7 days), and
 * what was deleted must be gone some day.
 */
const oldVersionDays = { 'runs/': 8, elsewhere: 1 } as const;

/** @param keepRunsDays null: runs stay until somebody deletes them */
export function lifecycleRules(keepRunsDays: number | null): Rule[] {
  const old = (days: number): Partial<Rule> => ({ noncurrentVersionExpiration: { noncurrentDays: days } });
  const expire = (days: number): Partial<Rule> => ({ expiration: { days } });
  const oldOf = (prefix: string): number =>
    prefix === 'runs/' ? oldVersionDays['runs/'] : oldVersionDays.elsewhere;
  const idOf = (prefix: string): string => prefix.slice(0, -1);
  return [
    ...passing.map(({ prefix, days }) => ({
      id: idOf(prefix),
      status: 'Enabled',
      filter: { prefix },
      ...expire(days),
      ...old(oldOf(prefix)),
    })),
    ...runs.map((prefix) => ({
      id: idOf(prefix),
      status: 'Enabled',
      filter: { prefix },
      ...(keepRunsDays === null ? {} : expire(keepRunsDays)),
      ...old(oldOf(prefix)),
    })),
    ...['open/', 'due/', 'waiting/', 'serving/', 'load/', 'data/', 'semantics/'].map((prefix) => ({
      id: idOf(prefix),
      status: 'Enabled',
      filter: { prefix },
      ...old(oldOf(prefix)),
    })),
    // Delete markers under which nothing is left, and uploads that nobody finished.
    {
      id: 'leftovers',
      status: 'Enabled',
      filter: { prefix: '' },
      expiration: { expiredObjectDeleteMarker: true },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
    },
  ];
}
