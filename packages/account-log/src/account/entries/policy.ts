import type { ByteReader, ByteWriter } from '@commonseal/protocol';
import { Refused } from '../../refused.ts';
import type { EntryKind } from '../entry-kind.ts';
import type { Policy } from '../state.ts';

const vouchers: readonly Policy['vouchers'][] = ['owners', 'members'];
const maxApprovals = 3;

/** Until an owner says otherwise. */
export const firstPolicy: Policy = { vouchers: 'owners', approvals: 1 };

export function writePolicy(writer: ByteWriter, policy: Policy): ByteWriter {
  return writer.u8(vouchers.indexOf(policy.vouchers) + 1).u8(policy.approvals);
}

function readPolicy(reader: ByteReader): Policy {
  const who = vouchers[reader.u8() - 1] ?? reader.fail('unknown vouchers');
  const approvals = reader.u8();
  if (approvals < 1 || approvals > maxApprovals) reader.fail('number of approvals');
  return { vouchers: who, approvals };
}

/** `policy`: who may let somebody back in who has lost every way in. */
export const policyEntry: EntryKind<Policy, 'member'> = {
  name: 'policy',
  author: 'member',
  epoch: 'never',
  changesPower: true,
  parse: readPolicy,
  apply(_state, policy, { author }) {
    return author.role === 'owner' ? { policy } : new Refused('author is not entitled');
  },
};
