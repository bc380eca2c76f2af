import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english, translations } from '@zxcvbn-ts/language-en';
import type { GuardedSecret } from '@commonseal/guarded/secret';
import { maxPassphraseBytes, minPassphraseCharacters } from '../keyholder/passphrase-length.ts';
import { Stop } from '../stop.ts';

/** The most: from 10^10 guesses on. One of 3, from 10^8 on, falls to whoever has the key file and rents machines. */
const enoughScore = 4;
/** Judging a longer one takes long, and tells nothing more. */
const judgedCharacters = 100;
const advice =
  'Good ones are long and come from chance: five words drawn from a list by dice, or 16 random characters from a password ' +
  'manager. Whoever copies the key file can try as many as they can pay for.';

/**
 * Refuses a passphrase that crackers try first. To judge it, it is made a string, which stays in this process's memory until it ends: so
 * it is only done where a new one is typed, in a process that ends right afterwards.
 * @throws Stop `weak_passphrase`
 */
export function requireStrongPassphrase(passphrase: GuardedSecret): void {
  const text = passphrase.use((bytes) => textOf(bytes));
  if (text === undefined)
    throw new Stop(
      'weak_passphrase',
      'The passphrase is no text, or has control characters in it. Choose another.',
    );
  if ([...text].length < minPassphraseCharacters)
    throw new Stop(
      'weak_passphrase',
      `The passphrase is too short: ${minPassphraseCharacters} characters at least. ${advice}`,
    );
  const judge = new ZxcvbnFactory({
    dictionary: { ...common, ...english },
    graphs: adjacencyGraphs,
    translations,
  });
  const { score, feedback } = judge.check(text.slice(0, judgedCharacters));
  if (score >= enoughScore) return;
  const why = feedback.warning || 'It is made of parts that are easy to guess.';
  throw new Stop('weak_passphrase', `The passphrase is too easy to guess. ${why} ${advice}`);
}

function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.length > maxPassphraseBytes) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return /\p{Cc}/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
