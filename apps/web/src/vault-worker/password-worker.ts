import { type PasswordFinisher, finishHere } from '@commonseal/vault';
import { expose } from 'comlink';
import { throwingCodes } from './worker-protocol.ts';

/**
 * Stretches one password for the vault worker, which ends this one when it has the answer: the memory that stretching
 * takes goes with it.
 */
const finisher: PasswordFinisher = {
  finishRegistration: (input) => throwingCodes(finishHere.finishRegistration(input)),
  finishLogin: (input) => throwingCodes(finishHere.finishLogin(input)),
};

expose(finisher);
