import type { AccountId, UserId, WorkerId } from '@commonseal/protocol';
import { appendEntry } from '../account/append-entry.ts';
import { createAccount } from '../account/create-account.ts';
import { readerOf, requireScope } from '../account/granted-reading.ts';
import { deliveredOf } from '../account/delivered-entry.ts';
import { foundingOf } from '../account/founding.ts';
import { keepLateSeal } from '../account/late-seals.ts';
import { readLogPage } from '../account/read-log.ts';
import { keepHeadStatement } from '../account/state-head.ts';
import { bytesOf, textOf } from '../bytes.ts';
import type { HandlersOf } from '../endpoints.ts';
import { stepOf } from '../person/user-step.ts';
import { listStatements } from '../repositories/head-statements.ts';
import { chainBacks, sealedReaders, sealsOf } from '../repositories/seals.ts';
import type { Services } from '../services.ts';

type LogRoutes = HandlersOf<
  'createAccount' | 'accountLog' | 'appendEntry' | 'headStatements' | 'putHeadStatement'
>;
type SealRoutes = HandlersOf<'epochSeals' | 'sealedMembers' | 'putMemberSeal' | 'putWorkerSeal'>;

/** The account's log and what belongs to its entries. */
export function accountRoutes(services: Services): LogRoutes & SealRoutes {
  return { ...logRoutes(services), ...sealRoutes(services) };
}

function logRoutes(services: Services): LogRoutes {
  const { pool } = services;
  return {
    async createAccount({ body, caller }) {
      const founding = foundingOf(body);
      return { accountId: await createAccount(services, caller, founding, stepOf(body.user)) };
    },

    async accountLog({ params, query }) {
      const { entries, more } = await readLogPage(pool, bytesOf(params.accountId), query.after ?? -1);
      return { entries: entries.map(textOf), more };
    },

    async appendEntry({ params, body, caller }) {
      const accountId = params.accountId as AccountId;
      return { sequence: await appendEntry(services, accountId, caller, deliveredOf(body)) };
    },

    async headStatements({ params }) {
      const statements = await listStatements(pool, bytesOf(params.accountId));
      return {
        statements: statements.map(({ message, signature }) => ({
          message: textOf(message),
          signature: textOf(signature),
        })),
      };
    },

    async putHeadStatement({ params, body, caller }) {
      const signed = { message: bytesOf(body.message), signature: bytesOf(body.signature) };
      await keepHeadStatement(services, params.accountId as AccountId, caller.userId, signed);
      return {};
    },
  };
}

function sealRoutes(services: Services): SealRoutes {
  const { pool } = services;
  return {
    async epochSeals({ params, caller }) {
      const accountId = bytesOf(params.accountId);
      if (caller.kind === 'worker') await requireScope(pool, accountId, caller);
      const seals = await sealsOf(pool, accountId, readerOf(caller));
      const chain = await chainBacks(pool, accountId);
      return {
        seals: seals.map(({ epoch, seal }) => ({ epoch, seal: textOf(seal) })),
        chainBacks: chain.map(({ epoch, chainBack }) => ({ epoch, chainBack: textOf(chainBack) })),
      };
    },

    async sealedMembers({ params }) {
      const { epoch, userIds, workerIds } = await sealedReaders(pool, bytesOf(params.accountId));
      return { epoch, members: userIds.map(textOf), workers: workerIds.map(textOf) };
    },

    async putMemberSeal({ params, body, caller }) {
      const reader = { kind: 'member', id: params.userId as UserId } as const;
      const late = { epoch: params.epoch, seal: bytesOf(body.seal), reader };
      await keepLateSeal(services, params.accountId as AccountId, caller.userId, late);
      return {};
    },

    async putWorkerSeal({ params, body, caller }) {
      const reader = { kind: 'worker', id: params.workerId as WorkerId } as const;
      const late = { epoch: params.epoch, seal: bytesOf(body.seal), reader };
      await keepLateSeal(services, params.accountId as AccountId, caller.userId, late);
      return {};
    },
  };
}
