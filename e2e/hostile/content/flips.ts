import type { Page } from '@playwright/test';
import type { Attack, Outcome } from '../attack.ts';
import { flipBit, flipBitOfText } from '../flip-bit.ts';
import { unauthenticated } from '../mutations/unauthenticated/mutation.ts';
import { enterOnNewDevice, importText, readText, rowOf, signUp, tryToDownload } from '../person.ts';
import type { Stage } from '../stage.ts';
import { flipLogEntry, flipManifest } from './flipped-records.ts';

/** Prefix, salt and commitment stand before what is encrypted. */
const preambleBytes = 6 + 32 + 32;
const chunkBytes = 512 * 1024;
/** This bit makes a '9' of a '1'. */
const nineOfOne = 3;

async function flipBody(stage: Stage): Promise<Outcome> {
  const { person, page } = await signUp(stage);
  const text = 'Please pay 1,000 EUR.';
  await importText(page, 'invoice.txt', text);
  stage.hostile.alter('chunk', (row) => flipBit(row, preambleBytes + text.indexOf('1'), nineOfOne));
  const device = await enterOnNewDevice(stage, person);
  const shown = await readText(device.page, 'invoice.txt');
  const isForged = shown.text === text.replace('1', '9');
  return { gained: isForged ? `shown as content: '${shown.text}'` : undefined, told: shown.told };
}

async function flipHeader(stage: Stage): Promise<Outcome> {
  const { person, page } = await signUp(stage);
  const title = 'Due on 1 May.txt';
  await importText(page, title, 'whatever');
  // A page begins with how many headers it has; before the first one stand its item's id and its length.
  const at = preambleBytes + 4 + 16 + 4 + `{"title":"${title}`.indexOf('1');
  stage.hostile.alter('batches', ({ batches, more }) => ({
    batches: batches.map((batch) => ({
      ...batch,
      pages: batch.pages.map((bytes) => flipBitOfText(bytes, 'base64', at, nineOfOne)),
    })),
    more,
  }));
  const device = await enterOnNewDevice(stage, person);
  const row = rowOf(device.page, title.replace('1', '9'));
  const isForged = (await row.count()) > 0;
  return { gained: isForged ? `in the list: ${await row.innerText()}` : undefined, told: device.told };
}

/** What lies before the flipped bit is not shown either: not even for a moment. */
async function flipLastChunk(stage: Stage): Promise<Outcome> {
  const { person, page } = await signUp(stage);
  const text = `${'Minutes of the meeting.\n'.padEnd(chunkBytes + 100, '-\n')}We pay 1,000 EUR.`;
  await importText(page, 'minutes.txt', text);
  stage.hostile.alter('chunk', (row, { params }) =>
    params['chunk'] === '1' ? flipBit(row, text.indexOf('1') - chunkBytes, nineOfOne) : row,
  );
  const device = await enterOnNewDevice(stage, person);
  const wasShown = await watchFor(device.page, 'Minutes of the meeting.');
  const shown = await readText(device.page, 'minutes.txt');
  const { bytes } = await tryToDownload(device.page);
  const forged = text.replace('1', '9');
  const gains = [
    (await wasShown()) ? `text that ends with '${shown.text?.slice(-17) ?? '…'}' was shown` : [],
    bytes?.toString() === forged ? 'a file with a forged amount was saved' : [],
  ].flat();
  return { gained: gains.length > 0 ? gains.join('; ') : undefined, told: shown.told };
}

/** @returns whether the words have ever been on the page since */
async function watchFor(page: Page, words: string): Promise<() => Promise<boolean>> {
  const mark = await page.evaluateHandle((sought) => {
    const seen = { ever: false };
    const look = () => {
      seen.ever ||= document.body.textContent.includes(sought);
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
    return seen;
  }, words);
  return () => mark.evaluate(({ ever }) => ever);
}

const altered = /not what its source signed/;

export const flips: Attack = {
  row: 'E2',
  what: 'flips any single bit of header, body, seal, manifest, log entry',
  mutation: unauthenticated,
  attempts: [
    { name: 'of a body', refusal: altered, run: flipBody },
    { name: 'of the last chunk of a body', refusal: altered, run: flipLastChunk },
    { name: 'of a header', refusal: /missing or out of order/, run: flipHeader },
    { name: 'of a manifest', refusal: /Bank.*A signature is not right/s, run: flipManifest },
    { name: 'of a log entry', refusal: /something that is not allowed/, run: flipLogEntry },
  ],
};
