import { execFileSync } from 'node:child_process';
import { root } from '../../architecture/tree.ts';

const script = `
import json, sys, warnings
warnings.simplefilter("ignore")
def compiles(text):
    try:
        compile(text, "program.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True
print(json.dumps([compiles(text) for text in json.load(sys.stdin)]))
`;

/** What CPython's own compiler says of each program. */
export const compiles = (programs: readonly string[]): boolean[] =>
  JSON.parse(
    execFileSync(`${root}.venv/bin/python`, ['-c', script], {
      input: JSON.stringify(programs),
      encoding: 'utf8',
    }),
  ) as boolean[];
