import { lineOf, namedNodes, type Node } from './tree.ts';

/**
 * The first place where the text is no Python, as `line 3: …`; null where none is seen. Nothing that Python compiles is
 * refused; what is missed (a `break` outside of a loop, say) fails in the jail and is repaired.
 */
export function syntaxProblem(root: Node, program: string): string | null {
  if (program.includes('\0')) return 'it holds a NUL character';
  if (root.hasError) return errorIn(root, program);
  // A tab's width, and a form feed's, depends on what stands before it.
  const isIndentedBySpaces = !/^ *[\t\f]/m.test(program);
  for (const node of namedNodes(root)) {
    const problem =
      (isIndentedBySpaces ? unevenStatement(node) : null) ?? emptyBlock(node) ?? checks[node.type]?.(node);
    if (problem != null) return problem;
  }
  return null;
}

function errorIn(root: Node, program: string): string {
  const [first] = errorsOf(root).toSorted((a, b) => a.startIndex - b.startIndex);
  if (first === undefined) return 'it is no Python';
  if (first.isMissing) return `line ${lineOf(first)}: ${JSON.stringify(first.type)} is missing`;
  const [text = ''] = program.slice(first.startIndex).trimStart().split('\n');
  return `line ${lineOf(first)}: invalid syntax near ${JSON.stringify(text.slice(0, 60))}`;
}

/** Missing tokens have no name: all nodes are gone through, but only where there is an error. */
function errorsOf(root: Node): Node[] {
  const found: Node[] = [];
  const left: Node[] = [root];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (node.isError || node.isMissing) found.push(node);
    else if (node.hasError) left.push(...node.children);
  }
  return found;
}

const statementsOf = (block: Node): Node[] => block.namedChildren.filter((child) => child.type !== 'comment');

/** The grammar takes any deeper indentation for more of the same block; Python does not. */
function unevenStatement(node: Node): string | null {
  if (node.type !== 'module' && node.type !== 'block') return null;
  let column = node.type === 'module' ? 0 : null;
  let lastRow = -1;
  for (const statement of statementsOf(node)) {
    const { row, column: own } = statement.startPosition;
    const isAfterSemicolon = row === lastRow;
    lastRow = statement.endPosition.row;
    if (isAfterSemicolon) continue;
    column ??= own;
    if (own !== column) return `line ${row + 1}: unexpected indentation`;
  }
  return null;
}

const emptyBlock = (node: Node): string | null =>
  node.type === 'block' && statementsOf(node).length === 0
    ? `line ${lineOf(node.parent ?? node)}: an indented block is missing`
    : null;

/** What Python's compiler refuses and the grammar lets through, as far as a look at one node tells. */
const checks: Record<string, (node: Node) => string | null> = {
  try_statement: (node) =>
    node.namedChildren.some((child) => /^(?:except|finally)/.test(child.type))
      ? null
      : `line ${lineOf(node)}: a try needs an except or a finally`,
  return_statement: (node) =>
    isInside(node, 'function_definition') ? null : `line ${lineOf(node)}: return outside of a function`,
  argument_list: (node) => {
    const first = node.namedChildren.findIndex((child) => child.type === 'keyword_argument');
    const late = node.namedChildren.find((child, i) => first !== -1 && i > first && isPositional(child));
    return late === undefined
      ? null
      : `line ${lineOf(late)}: a positional argument follows a keyword argument`;
  },
};

const isPositional = (argument: Node): boolean =>
  !['keyword_argument', 'list_splat', 'dictionary_splat', 'comment'].includes(argument.type);

function isInside(node: Node, type: string): boolean {
  for (let around = node.parent; around !== null; around = around.parent)
    if (around.type === type) return true;
  return false;
}
