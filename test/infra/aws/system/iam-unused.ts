/** Grants that a run may get by without here, each with why it stays. */
export const unusedGrants: readonly { grant: RegExp; because: string }[] = [
  { grant: / logs:(CreateLogStream|PutLogEvents) /, because: 'Lambda writes the log as the function' },
  {
    grant: / sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes) /,
    because: 'the event source mapping receives and deletes as the function',
  },
  { grant: / sqs:ChangeMessageVisibility /, because: 'a message that failed for now comes back later' },
  {
    grant: /^(planner|reporter|repair|notifier) (sqs:SendMessage [^ ]+(?<!-dlq)|s3:PutObject .*\/wake\/\*)$/,
    because: 'a look that found work under way comes again; here queries end at once',
  },
  {
    grant: / s3:(GetObject|ListBucket) .*\/(wake|open|due)\/\*$/,
    because: 'a refused writer looks whose object stands there, which may be gone',
  },
  {
    grant:
      /^(ingest|planner|executor-dispatch|reporter|repair) s3:(GetObject|PutObject|ListBucket) .*\/(catalog|semantics|data)\/\*$/,
    because: 'whoever finds the catalog too old reads it anew, with the notes that lie beside it',
  },
  {
    grant: /^(reporter|repair) sts:AssumeRole .*role\/query-/,
    because: 'checks that ask the warehouse, and a repair by a model, which needs the catalog',
  },
  {
    grant: /^query redshift-data:(CancelStatement|ListStatements) /,
    because: 'a query that still runs when its run is cancelled',
  },
  {
    grant: /^(executor-dispatch|sweep) ecs:ListTasks /,
    because: 'a launch whose answer was lost is found by its slot',
  },
  {
    grant: /^(executor-dispatch|sweep) s3:DeleteObject .*\/(waiting|serving)\/\*$/,
    because: 'whichever comes first dismisses a slot that was replaced, or whose container has ended',
  },
  { grant: /^sweep ecs:StopTask /, because: 'a waiting slot that was told to end and did not' },
  { grant: /^sweep s3:(GetObject|ListBucket) .*\/deliveries\/\*$/, because: 'a webhook that is due again' },
  {
    grant: /^sweep (s3:PutObject .*\/runs\/\*|s3:DeleteObject .*\/(open|index)\/\*|events:PutEvents .*)$/,
    because: 'a run that is over its deadline fails, one that was abandoned or is closed is forgotten',
  },
  { grant: /^sweep sqs:SendMessage /, because: 'a run of any stage may be forgotten' },
];
