import { fileURLToPath } from 'node:url';
import type { Node } from 'web-tree-sitter';

/**
 * Python's syntax trees by tree-sitter, whose grammar is kept by its own authors. Chosen by figures, against CPython's compile
 * on 1,500 files of Python's library and of installed packages, and on 1,500 that were spoiled in one place: with
 * `syntax.ts` it refused no sound file and found 98.6 % of the spoiled ones. @lezer/python refused 68 sound files (`2.`, a
 * bare `yield`) and found 91.7 %. `test/shared/python/syntax.test.ts` repeats it on this repository's own programs.
 */
export type { Node } from 'web-tree-sitter';

/** What `read` makes of the tree; the tree itself is gone afterwards. */
export async function readTree<T>(program: string, read: (root: Node) => T): Promise<T> {
  const { Parser, language } = await (loading ??= load());
  const parser = new Parser();
  try {
    const tree = parser.setLanguage(language).parse(program);
    if (tree === null) throw new Error('a parser with a language and without a limit gave no tree');
    try {
      return read(tree.rootNode);
    } finally {
      tree.delete();
    }
  } finally {
    parser.delete();
  }
}

let loading: ReturnType<typeof load> | undefined;

/** 670 KB of wasm, loaded with the first program. */
async function load() {
  const { Parser, Language } = await import('web-tree-sitter');
  await Parser.init();
  const grammar = fileURLToPath(import.meta.resolve('tree-sitter-python/tree-sitter-python.wasm'));
  return { Parser, language: await Language.load(grammar) };
}

/** Every node with a name, in the order of the text. No recursion: a program may nest as deep as it likes. */
export function* namedNodes(root: Node): Generator<Node> {
  const left: Node[] = [root];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    yield node;
    left.push(...node.namedChildren.toReversed());
  }
}

/** Counted from 1, as Python counts. */
export const lineOf = (node: Node): number => node.startPosition.row + 1;
