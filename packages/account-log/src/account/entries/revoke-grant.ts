import type { ByteReader, ByteWriter } from '@commonseal/protocol';
import { Refused } from '../../refused.ts';
import type { EntryKind } from '../entry-kind.ts';
import { endGrant, hasOpenGrant } from '../grants.ts';
import type { AccountState, Grant, Writer } from '../state.ts';
import {
  type ChainEnd,
  readChainEnds,
  withChainsEnded,
  writeChainEnds,
  writersOfWorker,
} from './chain-end.ts';

/** `revoke-grant`: a worker may not do any more what it was granted. */
export interface GrantRevocation {
  /** Sequence of the entry that granted it. */
  readonly grant: number;
  /** Where nothing else is granted to the worker: one for each writer of its that may still write, in the order of the log. */
  readonly chainEnds: readonly ChainEnd[];
}

export function writeGrantRevocation(writer: ByteWriter, { grant, chainEnds }: GrantRevocation): ByteWriter {
  return writeChainEnds(writer.u32(grant), chainEnds);
}

function readGrantRevocation(reader: ByteReader): GrantRevocation {
  return { grant: reader.u32(), chainEnds: readChainEnds(reader) };
}

/** Writers whose chains end with a grant: all that the worker has admitted, unless something else is granted to it. */
export function writersEndedBy(
  state: Pick<AccountState, 'access' | 'writers' | 'workers'>,
  { workerId, since }: Grant,
  atMs: number,
): Writer[] {
  return hasOpenGrant(state, workerId, atMs, since) ? [] : writersOfWorker(state, workerId);
}

export const revokeGrantEntry: EntryKind<GrantRevocation, 'member'> = {
  name: 'revokeGrant',
  author: 'member',
  epoch: 'when access ends',
  parse: readGrantRevocation,
  apply(state, revocation, { frame, author }) {
    if (author.role !== 'owner') return new Refused('author is not entitled');
    const grant = state.grants.get(revocation.grant);
    if (!grant) return new Refused('not there');
    if (grant.ended) return new Refused('withdrawn');
    const ending = writersEndedBy(state, grant, frame.timeMs);
    const written = withChainsEnded(state, ending, revocation.chainEnds, frame);
    if (written instanceof Refused) return written;
    return { ...endGrant(state, grant, 'revoked', frame), ...written };
  },
};
