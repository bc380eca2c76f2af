import { analysers } from '@commonseal/analysis/analysers';
import { knownAnalysers } from '@commonseal/analysis/versions';
import { expect, it } from 'vitest';

it('tells of the analysers that there are', () => {
  const byName = (all: readonly { readonly name: string; readonly versions: readonly number[] }[]) =>
    Object.fromEntries(all.map(({ name, versions }) => [name, versions]));
  expect(byName(knownAnalysers)).toEqual(byName(analysers));
});
