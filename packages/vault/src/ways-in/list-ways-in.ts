import { endpoints } from '@commonseal/protocol/api';
import { syncUserLog } from '../session/user-steps.ts';
import type { WaysIn } from '../ways-in-api.ts';
import { expiredDevices } from './expired-devices.ts';
import type { WaysInHost } from './host.ts';
import { kitInTheWay } from './recovery-kits.ts';
import { headHere } from './this-device.ts';

/** What there is, by the person's own log; when each was used, as the server says. */
export async function listWaysIn(host: WaysInHost): Promise<WaysIn> {
  const { client } = host;
  const person = host.person();
  await syncUserLog(client, person);
  const reply = await client.call(endpoints.waysIn, {});
  const uses = new Map(reply.used.map((use) => [use.credentialId, use]));
  const here = await headHere(host);
  const over = expiredDevices(person.userLog.state, reply.used, Date.now());
  const { credentials } = person.userLog.state;
  const inTheWay = kitInTheWay(person.userLog.state);
  return {
    ways: Array.from(
      credentials.values(),
      ({ credentialId, kind, name, kitNumber, sinceMs, isConfirmed }) => ({
        credentialId,
        kind,
        name: kind === 'kit' ? String(kitNumber) : name,
        madeAtMs: sinceMs,
        lastUsedAtMs: uses.get(credentialId)?.lastUsedAtMs,
        expiresAtMs:
          credentialId === here?.credentialId ? here.expiresAtMs : uses.get(credentialId)?.expiresAtMs,
        isOver: over.includes(credentialId),
        isConfirmed,
        isThisOne: credentialId === here?.credentialId,
      }),
    ),
    signInPasskeys: reply.signInPasskeys.map(({ passkeyId, name, createdAtMs, lastUsedAtMs }) => ({
      passkeyId,
      name,
      madeAtMs: createdAtMs,
      lastUsedAtMs,
    })),
    sessions: reply.sessions.map(({ sessionId, label, createdAtMs, lastSeenAtMs, isThisOne }) => ({
      sessionId,
      label,
      sinceMs: createdAtMs,
      lastSeenAtMs,
      isThisOne,
    })),
    kitInTheWay: inTheWay && {
      credentialId: inTheWay.credentialId,
      number: inTheWay.kitNumber,
      madeAtMs: inTheWay.sinceMs,
    },
    authenticatorApp: reply.authenticatorApp,
  };
}
