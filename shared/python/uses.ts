import { lineOf, namedNodes, type Node } from './tree.ts';

/** What a program takes from elsewhere, as far as its text tells. Names that it binds itself are its own and left out. */
export interface Uses {
  imports: Import[];
  /** Every `a.b` whose `a` is an imported module: `kaiseki.load`, `os.system`. */
  attributes: { name: string; line: number }[];
  calls: Call[];
  /** Every literal text without interpolation, as often as it stands there. */
  literals: string[];
}

export interface Import {
  /** `sklearn.svm`; '' for a relative one. */
  module: string;
  /** Of `from module import name`. */
  names: string[];
  line: number;
  /** Inside of a `try`: the program may know what to do without it. */
  isTried: boolean;
}

export interface Call {
  /** With its module, whatever the program calls that: `pandas.read_csv`; `open` for a built-in. */
  name: string;
  /** The literal that a parameter gets; null when it is computed, undefined when it is left out. */
  argument: (position: number, keyword: string) => string | null | undefined;
  line: number;
  isTried: boolean;
}

export function usesOf(root: Node): Uses {
  const nodes = [...namedNodes(root)];
  const imports = nodes.flatMap(importsIn);
  const aliases = aliasesOf(nodes);
  const resolve = (node: Node): string | null => {
    if (node.type === 'identifier') return aliases.get(node.text) ?? null;
    if (node.type !== 'attribute') return null;
    const object = node.childForFieldName('object');
    const outer = object === null ? null : resolve(object);
    return outer === null ? null : `${outer}.${node.childForFieldName('attribute')?.text ?? ''}`;
  };
  const named = (node: Node, name: string | null) => (name === null ? [] : [{ name, line: lineOf(node) }]);
  return {
    imports,
    attributes: nodes.flatMap((node) => (node.type === 'attribute' ? named(node, resolve(node)) : [])),
    calls: nodes.flatMap((node) => (node.type === 'call' ? callOf(node, resolve, aliases) : [])),
    literals: nodes.flatMap((node) => literalOf(node) ?? []),
  };
}

function importsIn(node: Node): Import[] {
  const at = { line: lineOf(node), isTried: isTried(node) };
  if (node.type === 'import_statement')
    return node.namedChildren.map((child) => ({ module: importedName(child), names: [], ...at }));
  if (node.type === 'future_import_statement') return [];
  if (node.type !== 'import_from_statement') return [];
  const [module, ...names] = node.namedChildren.filter((child) => child.type !== 'comment');
  return [
    {
      module: module?.type === 'dotted_name' ? module.text : '',
      names: names.filter((name) => name.type !== 'wildcard_import').map(importedName),
      ...at,
    },
  ];
}

const importedName = (node: Node): string =>
  (node.type === 'aliased_import' ? node.childForFieldName('name') : node)?.text ?? '';

/** What the program's names of modules, and of what it imports from them, stand for. */
function aliasesOf(nodes: Node[]): Map<string, string> {
  const aliases = new Map<string, string>();
  for (const node of nodes) {
    if (node.type !== 'import_statement' && node.type !== 'import_from_statement') continue;
    const module = node.childForFieldName('module_name');
    for (const name of node.childrenForFieldName('name')) {
      const imported = importedName(name);
      const full = module === null ? imported : `${module.text}.${imported}`;
      const alias = name.childForFieldName('alias')?.text;
      if (alias !== undefined) aliases.set(alias, full);
      // `import a.b` binds a.
      else if (module === null) aliases.set(imported.split('.')[0] ?? '', imported.split('.')[0] ?? '');
      else aliases.set(imported, full);
    }
  }
  for (const name of boundNames(nodes)) aliases.delete(name);
  return aliases;
}

/** Names that the program gives to something of its own somewhere: nobody can tell which one is meant. */
function boundNames(nodes: Node[]): Set<string> {
  const targets = nodes.flatMap((node) => [
    ...['left', 'name', 'alias', 'parameters'].flatMap((field) =>
      node.type.includes('import') || node.type === 'keyword_argument'
        ? []
        : node.childrenForFieldName(field),
    ),
    ...(node.type === 'as_pattern_target' || node.type === 'global_statement' ? [node] : []),
  ]);
  return new Set(
    targets.flatMap((target) =>
      target.type === 'attribute' || target.type === 'subscript'
        ? []
        : [...namedNodes(target)].flatMap((node) => (node.type === 'identifier' ? [node.text] : [])),
    ),
  );
}

function callOf(
  node: Node,
  resolve: (node: Node) => string | null,
  aliases: ReadonlyMap<string, string>,
): Call[] {
  const called = node.childForFieldName('function');
  const list = node.childForFieldName('arguments');
  if (called === null || list === null) return [];
  const isBuiltIn = called.text === 'open' && !aliases.has('open');
  const name = isBuiltIn ? 'open' : resolve(called);
  if (name === null) return [];
  const given = list.namedChildren.filter((child) => child.type !== 'comment');
  const isSpread = given.some((one) => one.type === 'list_splat' || one.type === 'dictionary_splat');
  const argument: Call['argument'] = (position, keyword) => {
    const positional = given.filter((one) => one.type !== 'keyword_argument');
    const byName = given.find((one) => one.childForFieldName('name')?.text === keyword);
    const value = byName?.childForFieldName('value') ?? positional[position];
    if (isSpread) return null;
    return value === undefined ? undefined : literalOf(value);
  };
  return [{ name, argument, line: lineOf(node), isTried: isTried(node) }];
}

/** The text of a plain string literal; null for anything else. */
function literalOf(node: Node): string | null {
  if (node.type !== 'string') return null;
  const [start = null, ...inner] = node.children;
  const content = inner.filter((child) => child.type !== 'string_end');
  if (start === null || /[bBfF]/.test(start.text)) return null;
  if (content.some((child) => child.type !== 'string_content' || child.namedChildCount > 0)) return null;
  return content.map((child) => child.text).join('');
}

function isTried(node: Node): boolean {
  for (let around = node.parent; around !== null; around = around.parent)
    if (around.type === 'try_statement' || around.type === 'except_clause') return true;
  return false;
}
