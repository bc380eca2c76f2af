import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const mutations = join(root, 'e2e/hostile/mutations');

/** What a module offers at run time. */
function offeredBy(text: string): string[] {
  const declared = text.matchAll(/^export (?:async )?(?:function\*?|const|let|class) (\w+)/gm);
  const listed = [...text.matchAll(/^export (?:const )?\{([^}]*)\}/gm)].flatMap(([, names = '']) =>
    names.split(','),
  );
  const values = listed.map((name) => name.trim()).filter((name) => name !== '' && !name.startsWith('type '));
  return [
    ...[...declared].map(([, name = '']) => name),
    ...values.map((name) => name.replace(/^.* as /, '')),
  ];
}

/** Each stand-in of a mutation, with the module that it stands in for. */
const standIns = readdirSync(mutations, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
  if (basename(path) !== 'mutation.ts') return [];
  const name = dirname(path);
  const text = readFileSync(join(mutations, path), 'utf8');
  return [...text.matchAll(/'((?:apps|packages)\/[^']+)': '([^']+)'/g)].map(
    ([, module = '', file = '']) => [name, file, module] as const,
  );
});

/** What no type can hold together: private members of a class, and contexts that say nothing of the place. */
const withoutShape = [
  'served-epoch/account-seeds.ts',
  'server-stretched/stretching.ts',
  'unbound/contexts.ts',
  'unpinned/followed-account.ts',
];

describe('the stand-ins of mutated builds', () => {
  it('are found', () => {
    expect(standIns.length).toBeGreaterThan(60);
  });

  // Otherwise the build fails, which only the whole run of an attack would tell.
  it.each(standIns)('%s/%s offers all that %s does', (name, file, module) => {
    const standIn = readFileSync(join(mutations, name, file), 'utf8');
    if (standIn.includes('export * from')) return;
    const missing = offeredBy(readFileSync(join(root, module), 'utf8')).filter(
      (each) => !offeredBy(standIn).includes(each),
    );
    expect(missing).toEqual([]);
  });

  // The compiler reads that list; it does not see what a mutated build puts together.
  it('are held to the shapes of their modules', () => {
    const shapes = readFileSync(join(mutations, 'shapes.ts'), 'utf8');
    const held = standIns.filter(([name, file, module]) => {
      const [real, standIn] = [`import('../../../${module}')`, `import('${join('./', name, file)}')`];
      return shapes.includes(real) && shapes.includes(standIn.replace("('", "('./"));
    });
    const notHeld = standIns
      .filter((standIn) => !held.includes(standIn))
      .map(([name, file]) => join(name, file));
    expect(notHeld.toSorted()).toEqual(withoutShape);
  });
});
