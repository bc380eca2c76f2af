import type { Page } from '@playwright/test';
import type { Attack, Outcome } from '../attack.ts';
import {
  type CraftedPlace,
  craftBatch,
  headerOf,
  ingestKeyOf,
  makeForger,
  readLog,
  sealHeader,
  showBatch,
} from '../crafted-batch.ts';
import { uncommitted } from '../mutations/uncommitted/mutation.ts';
import { connectForger, enterOnNewDevice, readText, rowOf, signUp } from '../person.ts';
import type { Stage } from '../stage.ts';
import { encryptForTwoBatches, twoKeyBodyBytes } from '../two-key-body.ts';

const title = 'agreement.txt';
const texts = [
  'The rent is 900 EUR a month, as agreed.',
  'The rent is 1,900 EUR a month, as agreed.',
] as const;

/**
 * A dishonest source signs one delivery, and the server hands out two keys to it: what two people then read would be
 * different, and both could prove that the source signed it.
 */
async function showTwoTexts(stage: Stage): Promise<Outcome> {
  const { generateBatchKey } = await import('@commonseal/crypto/seal');
  const { encodeItemHeader } = await import('@commonseal/protocol');
  const { person, page, accountId } = await signUp(stage);
  const forger = await makeForger();
  await connectForger(page, forger, 'Landlord');
  const log = await readLog(stage, accountId);
  const otherKey = generateBatchKey();
  let place: CraftedPlace | undefined;
  const batch = await craftBatch({
    log,
    forger,
    title,
    text: new Uint8Array(twoKeyBodyBytes),
    rows: (at) => {
      place = at;
      return encryptForTwoBatches(at, otherKey, texts);
    },
  });
  if (!place) throw new Error('the body was not asked for');
  const header = encodeItemHeader(headerOf(title, twoKeyBodyBytes));
  const other = await sealHeader(place, otherKey, header, await ingestKeyOf(log));
  let isForOther = false;
  await showBatch(stage.hostile, batch, 0, () =>
    isForOther ? { seal: other.seal, pages: [other.page] } : undefined,
  );
  const one = await enterOnNewDevice(stage, person);
  const seen = [await textOf(one.page)];
  // From here on the person's other devices get the other key; the first one has what it needs.
  isForOther = true;
  const two = await enterOnNewDevice(stage, person);
  seen.push(await textOf(two.page));
  const hasBoth = texts.every((text, at) => seen[at]?.includes(text));
  return {
    gained: hasBoth ? `two devices read two texts under one signature: '${texts.join("', '")}'` : undefined,
    told: two.told,
  };
}

async function textOf(page: Page): Promise<string | undefined> {
  return (await rowOf(page, title).count()) > 0 ? (await readText(page, title)).text : undefined;
}

export const twoKeys: Attack = {
  row: 'E7',
  what: 'crafts one ciphertext that opens under two keys',
  mutation: uncommitted,
  attempts: [{ name: 'two texts for one signature', refusal: /missing or out of order/, run: showTwoTexts }],
};
