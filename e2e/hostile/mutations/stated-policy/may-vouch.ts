import { mayVouch as mayReally } from '../../../../packages/account-log/src/account/may-vouch.ts';
import { said } from '../heeding/said.ts';

/** By the policy that the server has stated, where it has. */
export const mayVouch: typeof mayReally = ({ policy }, voucher, forWhom) =>
  mayReally({ policy: { ...policy, ...said.current.policy } }, voucher, forWhom);
