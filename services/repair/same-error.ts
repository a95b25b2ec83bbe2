import type { Attempt } from '../../shared/run/run.ts';

/** The errors that a name is the point of: another name is another error, and the repair came further. */
const nameErrors = /^(?:\w+\.)*(?:Key|Name|Attribute|UnboundLocal|Import|ModuleNotFound)Error\b/;

/**
 * An attempt's failure without what differs from one time to the next: line numbers, addresses, numbers, texts in
 * quotation marks (cells, in most errors). Equal signatures mean that a repair changed nothing about the failure.
 */
export function errorSignature({ outcome, class: failureClass, error }: Attempt): string {
  const text = (error ?? '')
    .replaceAll(/\b(?:line|at row|row|column|position)\s+\d+/gi, '')
    .replaceAll(/0x[0-9a-f]+/gi, '0x')
    .replaceAll(/(?<![\p{L}_\d])[-+]?\d[\d.,_]*(?:e[-+]?\d+)?/giu, '#')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const kept = nameErrors.test(error ?? '') ? text : text.replaceAll(/'[^']*'|`[^`]*`/g, "''");
  return `${outcome}/${failureClass}/${kept.slice(0, 1_000)}`;
}
