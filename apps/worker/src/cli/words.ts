import type { Refusal, RefusalCode } from '../keyholder/refusal.ts';
import { freeAttempts } from '../state/attempts.ts';

const damaged =
  'The key file is damaged: it is not as this program wrote it. No passphrase was tried. Put it back from a copy. Without one, make a new ' +
  'worker in another folder, and have the owners grant that one instead.';

const words: Readonly<Record<RefusalCode, string>> = {
  malformed: 'The keyholder does not understand what it was asked. Is it of the same version?',
  unknown_request: 'The keyholder does not know this request. Is it of the same version?',
  too_many_connections: 'Too many programs talk to the keyholder at the same time. Try again.',
  too_slow: 'The keyholder has waited too long for the rest. Try again.',
  busy: 'Another passphrase is being tried at this moment. Try again when that is done.',
  ending: 'The keyholder is ending. Nothing was done.',
  already_unsealed: 'The keyholder is unsealed already.',
  no_such_operator:
    'There is no operator of that number. Say which one types: --operator N (status says how many there are).',
  part_known: 'This operator has typed theirs already. It is the turn of another one.',
  wrong_passphrase: 'This is not the passphrase.',
  no_memory:
    'There is not enough memory to try a passphrase: as much as status names as its cost, or --memory, has to be free.',
  paused: 'Wrong passphrases too often.',
  weak_passphrase: 'The new passphrase is too short or too long.',
  key_file_damaged: damaged,
  key_file_newer: 'The key file was made by a newer version of this program. Update the program.',
  key_file_cost:
    'The key file asks for a cost of guessing that this program does not allow: somebody has changed it. No passphrase was tried. ' +
    'Put it back from a copy.',
  key_file_altered:
    'The passphrase is right, and the key file is not the one that was made with it: somebody has changed it, or put parts of ' +
    'another in. Nothing was unsealed. Put it back from a copy, and find out who may write to the folder.',
  state_unusable:
    'The keyholder cannot use its state folder. Look at modes and owner (npm run worker -- fingerprint says what is wrong with them), ' +
    'and whether the disk is full or read-only.',
  internal: 'The keyholder failed in a way that is not foreseen. Start it again.',
};

/** What a person reads, and can do next. */
export function wordsFor({ code, details }: Refusal): string {
  const { failed, waitMs } = details;
  if (code === 'paused')
    return `${words.paused} Try again in ${durationWords(waitMs ?? 0)}; not earlier: it is not taken.`;
  if (code !== 'wrong_passphrase' || failed === undefined) return words[code];
  const left = freeAttempts - failed;
  const pauses =
    left > 0
      ? `${left === 1 ? 'One more try' : `${left} more tries`} before pauses begin.`
      : 'From now on there is a pause after each wrong one, twice as long each time.';
  return (
    `${words[code]} ${pauses} Look at Caps Lock and the keyboard's layout. Nothing opens the key without it: if it is lost, make a ` +
    'new worker in another folder, and have the owners grant that one instead.'
  );
}

function durationWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
