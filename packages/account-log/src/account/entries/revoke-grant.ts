import type { ByteReader, ByteWriter } from '@commonseal/protocol';
import { Refused } from '../../refused.ts';
import type { EntryKind } from '../entry-kind.ts';
import { endGrant, hasOpenGrant } from '../grants.ts';
import { type ChainEnd, readChainEnds, withWorkerWritersEnded, writeChainEnds } from './chain-end.ts';

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
    const access = endGrant(state, grant, 'revoked', frame);
    const { workerId } = grant;
    if (hasOpenGrant(access, workerId, frame.timeMs))
      return revocation.chainEnds.length === 0 ? access : new Refused('chains differ');
    const written = withWorkerWritersEnded(state, workerId, revocation.chainEnds, frame);
    return written instanceof Refused ? written : { ...access, ...written };
  },
};
