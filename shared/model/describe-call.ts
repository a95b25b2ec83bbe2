import type { CallOutcome, CallRecord } from './record.ts';

/** How a call ended, for people: one sentence without its full stop, with the service's own words in parentheses. */
export function describeCall({
  model,
  outcome,
  detail,
}: Pick<CallRecord, 'model' | 'outcome' | 'detail'>): string {
  const words = detail?.trim().slice(0, longestDetail) ?? '';
  return `${model} ${outcomeWords[outcome]}${words === '' ? '' : ` (${words})`}`;
}

const longestDetail = 300;

const outcomeWords: Record<CallOutcome, string> = {
  answered: 'answered',
  truncated: 'was cut off',
  refused: 'refused to answer',
  throttled: 'had no capacity left',
  unavailable: 'could not be reached',
  timeout: 'did not answer in time',
  aborted: 'was interrupted',
  gone: 'is not available: choose another model or ask for access to it',
  invalid: 'did not take the request',
};
