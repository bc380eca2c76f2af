import { UserId, parseBase64url } from '@commonseal/protocol';
import type { EpochRecipient } from '@commonseal/account-log';
import { makeEpoch as makeReal } from '../../../../packages/vault/src/account/new-epoch.ts';
import { said } from '../heeding/said.ts';

export type { NewEpoch } from '../../../../packages/vault/src/account/new-epoch.ts';

/** Also sealed to whom the server names; the entry says nothing of them. */
export const makeEpoch: typeof makeReal = (state, previous, recipients) => {
  const { part, delivery } = makeReal(state, previous, [...recipients, ...suggested()]);
  return { part: { ...part, seals: part.seals.slice(0, recipients.length) }, delivery };
};

function suggested(): EpochRecipient[] {
  return (said.current.recipients ?? []).map(({ userId, receivingKey }) => ({
    recipient: { kind: 'member', id: UserId.parse(userId) },
    receivingKey: parseBase64url(receivingKey),
  }));
}
