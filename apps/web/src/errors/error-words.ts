import { type ErrorCode, minPasswordLength } from '@commonseal/protocol';
import { largestFileWords } from './largest-file.ts';

export interface ErrorWords {
  /** What happened, in one line. */
  readonly title: string;
  /** What it means for the reader, and what to do next. */
  readonly advice: string;
}

const dishonestOrBroken =
  'The server is broken or not honest, or something between it and you alters what it sends. What is shown was checked; what could not be checked is left out. Tell the people who run this server.';
const tryAgain =
  'Nothing was changed. Try again in a moment; if it stays so, tell the people who run this server.';

/** Every code that a person may meet. The compiler refuses a map that is not whole. */
export const errorWords: Readonly<Record<ErrorCode, ErrorWords>> = {
  malformed: { title: 'Something arrived that is not in the expected form', advice: dishonestOrBroken },
  unsupported_format: {
    title: 'This was written in a form that this page does not know',
    advice:
      'It may come from a newer version. Reload the page to get the newest one; if that does not help, ask the people who run this server.',
  },
  decryption_failed: {
    title: 'This could not be opened',
    advice:
      'It was damaged or altered after it was sealed, or it was sealed for somebody else. Its source can deliver it again.',
  },
  signature_invalid: {
    title: 'A signature is not right',
    advice:
      'Somebody altered it, or it does not come from the source that it names. It was refused, and nothing of it is shown.',
  },
  key_mismatch: { title: 'A key is not the one that was signed for', advice: dishonestOrBroken },
  log_refused: {
    title: 'The record of who may do what contains something that is not allowed',
    advice: dishonestOrBroken,
  },
  log_fork: {
    title: 'The server shows you another history of this account than before',
    advice:
      'What this device had checked earlier is missing from it. Do not go on with this account until the people who run this server have explained it.',
  },
  log_rollback: {
    title: 'The server shows you an older state of this account than before',
    advice:
      'An old copy may have been restored, or newer events are being held back. Tell the people who run this server.',
  },
  chain_broken: {
    title: 'A delivery is missing or out of order',
    advice:
      'Something that a source delivered is being held back, repeated or swapped. What follows it is not shown until the missing part arrives.',
  },
  anchor_missing: {
    title: 'Your own proof of this account is missing',
    advice: `Without it this page cannot tell your account from a false one, so it stays locked. ${dishonestOrBroken}`,
  },
  anchor_mismatch: {
    title: 'This is not the account that you left',
    advice: `What the server shows does not match what your password protects, so it stays locked. ${dishonestOrBroken}`,
  },
  marks_refused: {
    title: 'What you have read and starred came back damaged, or older than it was',
    advice:
      'What this device knows of it is kept, and stored again. Marks that you made on another device are back as soon as that device is used. Nothing of your content is touched by this.',
  },
  marks_too_large: {
    title: 'What you have read and starred has grown too large to be stored',
    advice: 'It counts on this device until you lock. Nothing of your content is touched by this.',
  },
  stretching_refused: {
    title: 'The server asked for a weaker protection of your password',
    advice:
      'This page does not go along with that, and nothing was sent that depends on your password. Tell the people who run this server.',
  },

  invalid_request: {
    title: 'The server did not accept what this page sent',
    advice: 'The page may be older than the server. Reload it and try again.',
  },
  unauthenticated: {
    title: 'The server has ended this session',
    advice: 'Lock and unlock again to go on. Nothing is lost.',
  },
  forbidden: {
    title: 'You may not do this in this account',
    advice: 'An owner of the account can. If you were one a moment ago, your role was changed.',
  },
  not_found: {
    title: 'The server does not have this',
    advice:
      'It may have been removed, or it is being held back. If others can still see it, tell the people who run this server.',
  },
  email_taken: {
    title: 'There is an account for this e-mail address already',
    advice: 'Unlock it with its password, or use another address.',
  },
  login_failed: {
    title: 'The e-mail address or the password is not right',
    advice: `Check both, capital letters too. A password here has at least ${minPasswordLength} characters.`,
  },
  authentication_too_old: {
    title: 'Show once more that it is you',
    advice:
      'Ways in are changed only shortly after you have unlocked. Nothing was changed. Enter your password again, then repeat what you wanted.',
  },
  kit_unknown: {
    title: 'This recovery kit lets nobody in',
    advice:
      'It was read without a typo, but it was used already, was withdrawn or replaced by a newer one, or belongs to another server. Nothing was changed. Look for the page with the highest number, and compare the server address on it with the one above.',
  },
  too_many_ways_in: {
    title: 'There are as many of these as there may be',
    advice: 'Nothing was added. Remove one under Security that you do not need any more, then try again.',
  },
  kit_mismatch: {
    title: 'This is not a recovery kit of yours that works',
    advice:
      'It belongs to somebody else, was used or was withdrawn. Nothing was changed. Look for the page with the number of the newest kit.',
  },
  shares_refused: {
    title: 'These sheets do not open this account',
    advice:
      'They are of different sets, of another account, or too few. Nothing was changed. Check each sheet: all must show the same set.',
  },
  shares_over: {
    title: 'The set of these sheets is over',
    advice:
      'It was used already, withdrawn or replaced by a newer one, or it belongs to another server. Nothing was changed. Look for newer sheets, and compare the server address on them with the one above.',
  },
  too_many_returns: {
    title: 'Three requests for this address are under way',
    advice:
      'Somebody has confirmed each of them already, so none makes way for a new one. If one is yours, go on with it: its password finds it. Else ask a teammate to refuse them, or come back tomorrow.',
  },
  request_over: {
    title: 'This request is over',
    advice:
      'It was refused, taken back or granted already, has expired, or something has changed since about who may do what. Nothing was changed. Whoever asked can ask again.',
  },
  second_factor_needed: {
    title: 'One more step is needed',
    advice: 'Enter a code of your authenticator app or one of your backup codes, or use a passkey.',
  },
  password_needed: {
    title: 'This passkey cannot unlock by itself',
    advice: 'You are signed in. Enter your password to unlock what is encrypted.',
  },
  passkey_refused: {
    title: 'The passkey was not accepted',
    advice:
      'It took too long, or the passkey is there already or was made for another address. Nothing was changed. Try again.',
  },
  code_refused: {
    title: 'The code is not right',
    advice:
      'It counts for half a minute and only once: enter the one that the app shows now. If it stays so, check that the clock of your telephone is right.',
  },
  rate_limited: {
    title: 'Too many attempts',
    advice: 'The server slows down whoever guesses. Wait a minute, then try again.',
  },
  log_conflict: {
    title: 'Somebody else changed this account at the same moment',
    advice: 'Look at what changed, then try again.',
  },
  own_state_conflict: {
    title: 'You changed something on another device at the same moment',
    advice: 'Try again: the newest state will be fetched first.',
  },
  marks_conflict: {
    title: 'You read or starred something on another device at the same moment',
    advice: 'Nothing is lost: both are put together, and stored the next time.',
  },
  upload_conflict: {
    title: 'Something else lies where this delivery was to go',
    advice: 'Nothing was overwritten. Import the files again.',
  },
  upload_incomplete: {
    title: 'The delivery was cut off',
    advice: 'Nothing half-finished is kept. Import the files again.',
  },
  batch_refused: {
    title: 'The server refused the delivery',
    advice:
      'This device may have been withdrawn from the sources. Look at the Sources page, then import the files again.',
  },
  epoch_ended: {
    title: 'The account got a new key while this was being sealed',
    advice:
      'Nothing was sent under the old one. Import the files again; they are then sealed under the new one.',
  },
  too_large: {
    title: 'This is more than the server takes at once',
    advice: 'Try again with fewer files.',
  },
  database_unavailable: {
    title: 'The server cannot reach its database',
    advice: 'Nothing is lost. This page tries again by itself.',
  },
  internal: { title: 'Something went wrong', advice: tryAgain },

  offline: {
    title: 'The server cannot be reached',
    advice: 'Check the network connection. If that is fine, the server is away for a while.',
  },
  cancelled: {
    title: 'Stopped',
    advice: 'Nothing half-finished is shown or saved. You can go on with it later.',
  },
  locked: { title: 'This is locked', advice: 'Unlock to go on.' },
  item_not_found: {
    title: 'This is not in your account',
    advice: 'It may have been removed, or the address belongs to another account.',
  },
  file_too_large: {
    title: 'Larger than one item can be',
    advice: `The limit is ${largestFileWords} a file. Split it, or pack it into parts.`,
  },
  file_unreadable: {
    title: 'This browser could not read the file',
    advice: 'It may have been moved, changed or removed since you chose it. Choose it again.',
  },
  line_invalid: {
    title: 'This is not a whole pairing line',
    advice:
      'Copy it again, from commonseal-connector-1 to its end. A line broken by a mail program is fine, a missing piece is not.',
  },
  source_exists: {
    title: 'This source is connected already, or was once',
    advice:
      'Look for it in the list. A withdrawn connector needs new keys: run its init again and paste the new line.',
  },
  fingerprint_mismatch: {
    title: 'This is another worker than the one whose fingerprint you typed',
    advice:
      'Nothing was granted. Compare what you typed with what the worker’s own program prints, never with what this server shows. If it is typed right, the server has put another worker in its place.',
  },
  grant_over: {
    title: 'This is over already',
    advice: 'What the worker was let do was ended, or replaced by something newer. Look at the list.',
  },
  invite_invalid: {
    title: 'This is not a whole invitation',
    advice:
      'A part of the link is missing or was altered on its way. Copy it again from its beginning to its end, or ask for a new one.',
  },
  invite_expired: {
    title: 'This invitation has expired',
    advice: 'Ask whoever invited you for a new one.',
  },
  invite_used: {
    title: 'Somebody has joined by this invitation already',
    advice:
      'Each link is good for one person. If that was not you, tell whoever invited you, and ask for a new one.',
  },
  invite_revoked: {
    title: 'This invitation was withdrawn',
    advice:
      'An owner took it back, or somebody was removed from the account since it was made, which ends all open invitations. Ask whoever invited you for a new one.',
  },
  already_member: { title: 'This person is in already', advice: 'Look for them among the members.' },
  last_owner: {
    title: 'An account always keeps an owner',
    advice: 'Make somebody else an owner first, then do it again.',
  },
  member_gone: {
    title: 'This person is not in the account any more',
    advice: 'Somebody else has removed them a moment ago, or they have left. Nothing more needs to be done.',
  },
  not_owner: { title: 'Only owners may do this', advice: 'Ask an owner of the account.' },
  removed_from_account: {
    title: 'You are not in this account any more',
    advice:
      'An owner has removed you, or you have left. What you had read before is not taken back; nothing new reaches you. If it is a mistake, ask an owner for a new invitation.',
  },
  keys_wait_for_account: {
    title: 'You still wait for the key of an account',
    advice:
      'New keys can only be made for you once a member of that account has handed its key to you, which happens by itself when one of them opens Commonseal. Nothing was changed. Look under your accounts for the one that says that you wait: leave it, or try again when the key has come.',
  },
  waiting_for_key: {
    title: 'You have joined, and wait for the key',
    advice:
      'The next member who opens Commonseal hands it to you, by itself. This page goes on when it has come.',
  },
  change_overtaken: {
    title: 'Your change was not made',
    advice:
      'Somebody else changed the account first. Look at what it is now, and do it again if you still want it.',
  },
};
