import { nodesOf } from './scope.ts';
import type { Expression, FunctionArguments, Identifier, Query } from './syntax.ts';

/** What the parser makes of the argument in `bool_or(kind = 'view')`. */
interface NamedArgument {
  Named: { name: Identifier; arg: { Expr: Expression }; operator: string };
}

/**
 * The parser takes an equality that begins an argument for a name and its value, as other dialects write them; in these it
 * compares. The tree is changed where it is, so that whoever looks for columns finds them.
 */
export function readEqualities(query: Query): void {
  for (const [key, value] of nodesOf(query)) {
    if (key !== 'args' || !Array.isArray(value)) continue;
    const args = value as (FunctionArguments['args'][number] | NamedArgument)[];
    args.forEach((one, i) => {
      if ('Named' in one && one.Named.operator === 'Equals' && 'Expr' in one.Named.arg)
        args[i] = { Unnamed: { Expr: compared(one.Named.name, one.Named.arg.Expr) } };
    });
  }
}

/** The name belongs to the first of what AND and OR connect. */
function compared(name: Identifier, right: Expression): Expression {
  if ('BinaryOp' in right && (right.BinaryOp.op === 'And' || right.BinaryOp.op === 'Or'))
    return { BinaryOp: { ...right.BinaryOp, left: compared(name, right.BinaryOp.left) } };
  return { BinaryOp: { left: { Identifier: name }, op: 'Eq', right } };
}
