import { unlock as unlockReal } from '../../../../packages/vault/src/session/unlock.ts';
import { sendIfAsked } from './ask-method.ts';

export * from '../../../../packages/vault/src/session/unlock.ts';

export const unlock: typeof unlockReal = async (client, storage, input, passwords) => {
  await sendIfAsked({ path: '/api/login/start', ...input });
  return unlockReal(client, storage, input, passwords);
};
