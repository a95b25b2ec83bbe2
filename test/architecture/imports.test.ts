import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { describe, it } from 'mocha';
import { listFiles, readText } from './tree.ts';

interface Import {
  from: string;
  to: string;
}

/** Relative imports, as paths from the root of the checkout. */
function importsOf(path: string, text: string): Import[] {
  const specifiers = text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g);
  return Array.from(specifiers, ([, specifier = '']) => ({
    from: path,
    to: posix.join(posix.dirname(path), specifier),
  }));
}

/** Why a line of the architecture is crossed, or null. */
function refusal({ from, to }: Import): string | null {
  const [fromTop = '', fromSecond = ''] = from.split('/');
  const [toTop = '', toSecond = ''] = to.split('/');
  if (fromTop === 'shared' && toTop !== 'shared') return 'shared imports nothing outside itself';
  if (fromTop === 'services' && toTop !== 'services' && toTop !== 'shared')
    return 'services import shared only';
  if (fromTop === 'services' && toTop === 'services' && fromSecond !== toSecond) {
    return 'no service imports another';
  }
  if (fromTop === 'infra' && !['infra', 'services', 'shared'].includes(toTop)) return 'infra imports inward';
  const isNeutral = ['slots', 'catalog', 'redshift', 'tables'].includes(fromSecond);
  if (fromTop === 'infra' && isNeutral && /^infra\/(local|aws)\//.test(to))
    return `${fromSecond} knows no host`;
  if (fromSecond === 'local' && toSecond === 'aws') return 'local and aws never meet';
  if (fromSecond === 'aws' && toSecond === 'local') return 'local and aws never meet';
  return null;
}

describe('imports', () => {
  it('point inward: infra → services → shared', () => {
    const imports = listFiles('shared/*.ts', 'services/*.ts', 'infra/*.ts').flatMap((path) =>
      importsOf(path, readText(path)),
    );
    assert.ok(imports.length > 100, `only ${imports.length} imports were found`);
    const crossed = imports.flatMap((one) => {
      const reason = refusal(one);
      return reason === null ? [] : [`${one.from} → ${one.to}: ${reason}`];
    });
    assert.deepEqual(crossed, []);
  });

  it('are refused when they cross a line', () => {
    const crossing = (from: string, specifier: string) =>
      importsOf(from, `import { x } from '${specifier}';`).map(refusal);
    assert.deepEqual(crossing('shared/run/run.ts', '../../services/repair/step.ts'), [
      'shared imports nothing outside itself',
    ]);
    assert.deepEqual(crossing('services/repair/step.ts', '../planner/step.ts'), [
      'no service imports another',
    ]);
    assert.deepEqual(crossing('services/repair/step.ts', '../../infra/stages/all.ts'), [
      'services import shared only',
    ]);
    assert.deepEqual(crossing('infra/local/host.ts', '../aws/index.ts'), ['local and aws never meet']);
    assert.deepEqual(crossing('infra/slots/pool.ts', '../local/log.ts'), ['slots knows no host']);
    assert.deepEqual(crossing('infra/redshift/catalog/read.ts', '../../aws/runtime/clients.ts'), [
      'redshift knows no host',
    ]);
    assert.deepEqual(crossing('infra/tables/csv.ts', '../local/schema.ts'), ['tables knows no host']);
    assert.deepEqual(crossing('infra/local/host.ts', '../slots/pool.ts'), [null]);
    assert.deepEqual(crossing('infra/local/host.ts', '../stages/all.ts'), [null]);
  });

  it('of time and chance stay out of services and shared: clock and ids are ports', () => {
    const found = listFiles('shared/*.ts', 'services/*.ts')
      .filter((path) => !path.includes('/console/'))
      .filter((path) =>
        /Date\.now\(|new Date\(\)|setTimeout\(|setInterval\(|Math\.random\(|randomUUID\(/.test(
          readText(path),
        ),
      );
    assert.deepEqual(found, []);
  });
});
