import { expect } from '@playwright/test';
import { alteredSealedKeys } from './credentials/altered-keys.ts';
import { falseAccountSeeds } from './credentials/false-account-seeds.ts';
import { falseWorlds } from './credentials/false-worlds.ts';
import { otherOrigins } from './credentials/other-origins.ts';
import { usedKits } from './credentials/used-kits.ts';
import { whole } from '../fixtures/sample.ts';
import { runSuite } from './run-suite.ts';
import { test } from './stage.ts';

runSuite('credentials', [falseAccountSeeds, falseWorlds, usedKits, alteredSealedKeys, otherOrigins]);

for (const attempt of otherOrigins.attempts) {
  test(`D5 ${attempt.name}: the policy alone keeps a page here that would go`, { tag: whole }, async ({
    setStage,
  }) => {
    test.setTimeout(180_000);
    const { gained } = await attempt.run(await setStage({ ...otherOrigins.mutation, withoutPolicy: [] }));
    expect(gained).toBeUndefined();
  });
}
