import { CommonsealError, type WriterId, encodeEnrolmentLine } from '@commonseal/protocol';
import { type ChainEnd, type ParsedEntry, currentEpoch } from '@commonseal/account-log';
import { authorWriter, authorWriterRevocation } from '@commonseal/account-log/author';
import type { Source } from '../api.ts';
import type { ContentIndex } from '../content/content-index.ts';
import type { AccountSession, Amendment } from './account-session.ts';
import { connectorKey } from './connector-key.ts';
import { encryptName } from './names.ts';

export function listSources(
  session: AccountSession,
  content: ContentIndex,
  thisDevice: WriterId | undefined,
): Source[] {
  return [...session.log.state.writers.values()].map((writer) => {
    const { writerId, kind, sinceMs, withdrawn } = writer;
    const { batches, items, lastDeliveryAtMs } = content.deliveriesOf(writerId);
    return {
      writerId,
      kind,
      name: session.nameOfWriter(writer),
      admittedAtMs: sinceMs,
      ...(withdrawn ? { withdrawnAtMs: withdrawn.sinceMs } : {}),
      batches,
      items,
      ...(lastDeliveryAtMs === undefined ? {} : { lastDeliveryAtMs }),
      isThisDevice: writerId === thisDevice,
    };
  });
}

/** The entry by which a writer with this key may deliver. */
export function admitWriter(
  session: AccountSession,
  writer: { readonly writerId: WriterId; readonly kind: 'connector' | 'device'; readonly name: string },
): Amendment {
  const { state } = session.log;
  if (state.writers.has(writer.writerId))
    throw new CommonsealError('source_exists', 'a source with this key');
  const seed = session.seeds.require(currentEpoch(state).epoch);
  const nameBox = encryptName('writer', writer.name, seed);
  const { writerId, kind } = writer;
  return { entry: authorWriter(session.authoring(), { writerId, kind, nameBox }), seals: [] };
}

function isAdmissionOf(writerId: WriterId) {
  return (entry: ParsedEntry) => entry.name === 'writer' && entry.matter.writerId === writerId;
}

/**
 * Admits the connector whose pairing line the owner pasted.
 * @param server origin that the connector shall deliver to
 * @returns the line that takes account and head to the connector, so that no server chooses them
 */
export async function enrolConnector(
  session: AccountSession,
  input: { readonly pairingLine: string; readonly name: string },
  server: string,
): Promise<string> {
  const writerId = connectorKey(input.pairingLine);
  const name = input.name.trim();
  if (name === '') throw new CommonsealError('invalid_request', 'a source needs a name');
  // Asked again, for example because the line was lost: the same line is made again.
  const known = session.log.state.writers.get(writerId);
  if (known?.kind !== 'connector' || known.withdrawn) {
    await session.append(
      () => admitWriter(session, { writerId, kind: 'connector', name }),
      isAdmissionOf(writerId),
    );
  }
  const { since } = session.log.state.writers.get(writerId) ?? {};
  const hash = since === undefined ? undefined : session.log.hashAt(since);
  if (since === undefined || !hash) throw new CommonsealError('log_refused', 'the entry is not in the log');
  return encodeEnrolmentLine({ server, accountId: session.accountId, head: { sequence: since, hash } });
}

/**
 * @param endOf where this person's clients have seen the writer's chain to end. That is remembered, and not taken from what is
 * shown: a server that hid batches while a source is withdrawn would be rid of them for ever.
 */
export async function withdrawSource(
  session: AccountSession,
  writerId: WriterId,
  endOf: () => ChainEnd,
): Promise<void> {
  const isAsked = (entry: ParsedEntry) => entry.name === 'revokeWriter' && entry.matter.writerId === writerId;
  await session.append(() => {
    if (!session.log.state.writers.has(writerId)) throw new CommonsealError('not_found', 'no such source');
    return { entry: authorWriterRevocation(session.authoring(), endOf()), seals: [] };
  }, isAsked);
}
