import { createHash } from 'node:crypto';
import { Answer } from '../answer.ts';
import type { Attack, Attempt, Outcome } from '../attack.ts';
import { unordered } from '../mutations/unordered/mutation.ts';
import { enterOnNewDevice, importText, rowOf, signUp, tryToDownload } from '../person.ts';
import type { Stage } from '../stage.ts';

const chunkBytes = 512 * 1024;
const letters = ['a', 'b', 'c', 'd'] as const;
const hashBytes = 32;

const contentOf = (arrangement: string): Buffer =>
  Buffer.concat([...arrangement.replaceAll('-', '')].map((letter) => Buffer.alloc(chunkBytes, letter)));

/**
 * Answers the chunks of a file in another arrangement, each with the hash that fits it.
 * @param arrangement for each place the letter of the chunk that is answered there; '-' for nothing at all
 */
async function arrange(stage: Stage, arrangement: string): Promise<Outcome> {
  const { hostile } = stage;
  const { person, page } = await signUp(stage);
  await importText(page, 'book.pdf', contentOf(letters.join('')));
  const order = [...arrangement].map((letter) => letters.findIndex((own) => own === letter));
  hostile.meddle('chunk', async ({ path, params }, forward) => {
    const from = order[Number(params['chunk'])] ?? -1;
    return from < 0 ? Answer.bytes(new Uint8Array()) : forward({ path: path.replace(/\d+$/, String(from)) });
  });
  hostile.alter('chunkHashes', (hashes) =>
    Buffer.concat(
      order.map((from) =>
        from < 0 ? createHash('sha256').digest() : hashes.subarray(from * hashBytes, (from + 1) * hashBytes),
      ),
    ),
  );
  const device = await enterOnNewDevice(stage, person);
  await rowOf(device.page, 'book.pdf').click();
  const { bytes, told } = await tryToDownload(device.page);
  const isArranged = bytes?.equals(contentOf(arrangement)) ?? false;
  return { gained: isArranged ? `a saved file with the chunks ${arrangement}` : undefined, told };
}

const attempt = (name: string, arrangement: string): Attempt => ({
  name,
  refusal: /missing or out of order/,
  run: (stage) => arrange(stage, arrangement),
});

export const chunkOrder: Attack = {
  row: 'E3',
  what: 'reorders, drops, duplicates or truncates chunks of a body',
  mutation: unordered,
  attempts: [
    attempt('two chunks exchanged', 'acbd'),
    attempt('a chunk left out', 'a-cd'),
    attempt('a chunk twice', 'abbd'),
    attempt('the end cut off', 'ab--'),
  ],
};
