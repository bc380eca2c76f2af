import { AccountId, BreakGlassId, UserId } from '@commonseal/protocol';
import { tellEnded } from '../account/append-entry.ts';
import { readBreakGlassLog } from '../account/break-glass-log.ts';
import { useBreakGlass } from '../account/break-glass-use.ts';
import { deliveredOf } from '../account/delivered-entry.ts';
import { notFound } from '../account/not-found.ts';
import { bytesOf, textOf } from '../bytes.ts';
import type { HandlersOf } from '../endpoints.ts';
import { newPersonOf } from '../person/new-person.ts';
import { accountOfBreakGlass } from '../repositories/break-glass-sets.ts';
import type { Services } from '../services.ts';
import { requireEmail } from './sign-up.ts';

type BreakGlassRoutes = HandlersOf<'findBreakGlass' | 'breakGlassLog' | 'breakGlassUse'>;

/** How somebody comes in who is nobody yet: what they show is the key that enough shares make. */
export function breakGlassRoutes(services: Services): BreakGlassRoutes {
  const { pool, serverSetup, sessions } = services;
  return {
    async findBreakGlass({ body }) {
      const accountId = await accountOfBreakGlass(pool, bytesOf(body.breakGlassId));
      if (!accountId) throw notFound();
      return { accountId: textOf(accountId) };
    },

    async breakGlassLog({ params, body }) {
      const reading = {
        accountId: AccountId.parse(body.accountId),
        breakGlassId: BreakGlassId.parse(params.breakGlassId),
        userId: UserId.parse(body.userId),
        timeMs: body.timeMs,
        signature: bytesOf(body.signature),
      };
      const { entries, more, seal } = await readBreakGlassLog(services, reading, body.after ?? -1);
      return { entries: entries.map(textOf), more, ...(seal ? { seal: textOf(seal) } : {}) };
    },

    async breakGlassUse({ params, body, request, reply }) {
      const person = newPersonOf(serverSetup, body, bytesOf(body.returnId), 1);
      const { userId } = person.user;
      const { credentialId } = person.password;
      const coming = {
        accountId: AccountId.parse(body.accountId),
        breakGlassId: BreakGlassId.parse(params.breakGlassId),
        email: requireEmail(body.email),
        person,
        delivered: deliveredOf(body),
      };
      const { token, ended } = await useBreakGlass(services, coming, (db) =>
        sessions.begin(db, request, userId, { by: 'password', credentialId }),
      );
      sessions.setCookie(reply, token);
      await tellEnded(services, ended);
      return { userId };
    },
  };
}
