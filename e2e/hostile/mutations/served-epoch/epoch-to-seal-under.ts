import { currentEpoch } from '@commonseal/account-log';
import type { epochToSealUnder as underReal } from '../../../../packages/vault/src/content/epoch-to-seal-under.ts';
import { served } from './served.ts';

/** The newest one that the server hands out. */
export const epochToSealUnder: typeof underReal = ({ log: { state } }) =>
  [...state.epochs].find(({ epoch }) => epoch === served.epoch) ?? currentEpoch(state);
