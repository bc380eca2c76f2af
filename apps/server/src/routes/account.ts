import type { AccountId, UserId } from '@commonseal/protocol';
import { notFound } from '../account/not-found.ts';
import { appendEntry } from '../account/append-entry.ts';
import { bytesOf, textOf } from '../bytes.ts';
import type { HandlersOf } from '../endpoints.ts';
import { entriesAfter, findHead } from '../repositories/accounts.ts';
import { chainBacks, sealsOfMember } from '../repositories/seals.ts';
import type { Services } from '../services.ts';

const entriesAtOnce = 500;
const maxReplyBytes = 8 * 1024 * 1024;

/** The account's log and what belongs to its entries. */
export function accountRoutes(services: Services): HandlersOf<'accountLog' | 'appendEntry' | 'epochSeals'> {
  const { pool } = services;
  return {
    async accountLog({ params, query }) {
      const accountId = bytesOf(params.accountId);
      const head = await findHead(pool, accountId);
      if (!head) throw notFound();
      const after = query.after ?? -1;
      const range = { accountId, after, limit: entriesAtOnce, maxBytes: maxReplyBytes };
      const entries = await entriesAfter(pool, range);
      return { entries: entries.map(textOf), more: after + entries.length < head.sequence };
    },

    async appendEntry({ params, body, caller }) {
      const seals = body.seals.map(({ kind, id, seal }) => ({
        kind,
        id: id as UserId,
        seal: bytesOf(seal),
      }));
      const chainBack = body.chainBack === undefined ? undefined : bytesOf(body.chainBack);
      const delivered = { entry: bytesOf(body.entry), seals, chainBack };
      const accountId = params.accountId as AccountId;
      return { sequence: await appendEntry(services, accountId, caller.userId, delivered) };
    },

    async epochSeals({ params, caller }) {
      const accountId = bytesOf(params.accountId);
      const seals = await sealsOfMember(pool, accountId, bytesOf(caller.userId));
      const chain = await chainBacks(pool, accountId);
      return {
        seals: seals.map(({ epoch, seal }) => ({ epoch, seal: textOf(seal) })),
        chainBacks: chain.map(({ epoch, chainBack }) => ({ epoch, chainBack: textOf(chainBack) })),
      };
    },
  };
}
