import { signUp as signUpReal } from '../../../../packages/vault/src/session/sign-up.ts';
import { sendIfAsked } from './ask-method.ts';

export const signUp: typeof signUpReal = async (client, storage, input, passwords) => {
  await sendIfAsked({ path: '/api/sign-up/start', ...input });
  return signUpReal(client, storage, input, passwords);
};
