import { type VaultApi, createMemoryStorage } from '@commonseal/vault';
import { expect } from 'vitest';
import { type Device, type Meddler, type ReachedServer, openDevice, password } from './device.ts';
import * as devices from './device.ts';

const dayMs = 86_400_000;
export const plainInvite = { label: 'Ben', role: 'member', lifetimeMs: dayMs, opensAtOnce: false } as const;
let newcomers = 0;

/** People of one server. */
export function peopleOf(server: () => ReachedServer) {
  const beginAccount = (meddler?: Meddler) => devices.signUp(server(), meddler);

  /** Somebody without an account of their own. */
  const newcomer = async (meddler?: Meddler): Promise<Device> => {
    newcomers += 1;
    const storage = createMemoryStorage();
    const email = `newcomer-${process.pid}-${newcomers}@example.test`;
    const vault = await openDevice(server(), { storage, ...(meddler ? { meddler } : {}) });
    expect(await vault.signUp({ email, password })).toEqual({ email, account: undefined });
    return { vault, storage, email };
  };

  const addMember = async (
    owner: Device,
    role: 'member' | 'owner' = 'member',
    meddler?: Meddler,
  ): Promise<Device> => {
    const { link } = await owner.vault.createInvite({ ...plainInvite, role });
    const joining = await newcomer(meddler);
    await joining.vault.acceptInvite(link);
    await owner.vault.sync();
    await joining.vault.sync();
    return joining;
  };

  /** Another device of the same person. */
  const onAnotherDevice = async ({ email }: Device): Promise<VaultApi> => {
    const vault = await openDevice(server());
    await vault.unlock({ email, password });
    return vault;
  };

  return { beginAccount, newcomer, addMember, onAnotherDevice };
}

export async function namesOf({ vault }: Device): Promise<string[]> {
  return (await vault.listTeam()).members.map(({ name }) => name);
}

export async function userIdOf(by: Device, { email }: Device) {
  const member = (await by.vault.listTeam()).members.find(({ name }) => name === email);
  if (!member) throw new Error(`${email} is no member`);
  return member.userId;
}
