import type { StretchRequest } from '@commonseal/crypto/verification-words';

const stretched = new Map<string, Promise<Uint8Array>>();

/** The true one, whose words a page finds right; whoever runs in this process shares what it has cost. */
export const stretchOnce: StretchRequest = async (request, salt) => {
  const { stretchRequest } = await import('@commonseal/crypto/verification-words');
  const key = Buffer.concat([salt, request]).toString('base64url');
  const result = stretched.get(key) ?? stretchRequest(request, salt);
  stretched.set(key, result);
  return new Uint8Array(await result);
};
