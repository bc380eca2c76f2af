import { BreakGlassId, UserId, parseBase64url } from '@commonseal/protocol';
import type { EpochRecipient } from '@commonseal/account-log';
import { makeEpoch as makeReal } from '../../../../packages/vault/src/account/new-epoch.ts';
import { said } from '../heeding/said.ts';

export type { NewEpoch } from '../../../../packages/vault/src/account/new-epoch.ts';

/** Also sealed to whom the server names; the entry says nothing of them. */
export const makeEpoch: typeof makeReal = (state, previous, recipients, seed) => {
  const { part, delivery } = makeReal(state, previous, [...recipients, ...suggested()], seed);
  return { part: { ...part, seals: part.seals.slice(0, recipients.length) }, delivery };
};

function suggested(): EpochRecipient[] {
  const { recipients = [], breakGlass } = said.current;
  const members = recipients.map(
    ({ userId, receivingKey }): EpochRecipient => ({
      recipient: { kind: 'member', id: UserId.parse(userId) },
      receivingKey: parseBase64url(receivingKey),
    }),
  );
  if (!breakGlass) return members;
  const recipient = { kind: 'breakGlass', id: BreakGlassId.parse(breakGlass.id) } as const;
  return [...members, { recipient, receivingKey: parseBase64url(breakGlass.receivingKey) }];
}
