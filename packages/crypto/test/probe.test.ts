import { it } from 'vitest';
import { cryptoReady, requireReceivingPublicKey, requireSigningPublicKey } from '@commonseal/crypto/verify';
import { openSeal } from '@commonseal/crypto/open';
import { receivingPublicKey, sealSecret, signingPublicKey, type SealContext, generateUserSeed, generateBatchKey } from '@commonseal/crypto/seal';
import { parseItemHeader, encodeItemHeader } from '@commonseal/protocol';
import { ed25519 } from '@noble/curves/ed25519.js';
import sodium from 'libsodium-wrappers';
import { sha512 } from '@noble/hashes/sha2.js';
it('probe', async () => {
  await cryptoReady();
  const s = generateUserSeed(); const pk = receivingPublicKey(s as never);
  const t = (n: string, f: () => void, k = 300) => { const a = performance.now(); for (let i=0;i<k;i++) f(); console.log(n, (performance.now()-a)/k); };
  const c = new Uint8Array(40) as SealContext;
  const seal = sealSecret(generateBatchKey(), pk, c);
  t('seal', () => sealSecret(generateBatchKey(), pk, c));
  t('open', () => openSeal(seal, s as never, c));
  t('reqrecv', () => requireReceivingPublicKey(pk));
  const spk = signingPublicKey(s);
  t('reqsign', () => requireSigningPublicKey(spk));
  // cofactor
  const P = ed25519.Point; const B = P.BASE;
  const L = P.Fn.ORDER;
  const a = 123456789n, r = 987654321n;
  const A = B.multiply(a).toBytes();
  // torsion of order 8
  const T8 = P.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');
  const msg = new Uint8Array([1,2,3]);
  for (const T of [P.ZERO, T8, T8.double(), T8.double().double()]) {
    const R = B.multiply(r).add(T).toBytes();
    const h = BigInt('0x' + Buffer.from(sha512(new Uint8Array([...R, ...A, ...msg]))).reverse().toString('hex')) % L;
    const S = (r + h * a) % L;
    const sb = new Uint8Array(32); let x = S; for (let i=0;i<32;i++){ sb[i]=Number(x&255n); x >>= 8n; }
    console.log('torsion R', sodium.crypto_sign_verify_detached(new Uint8Array([...R, ...sb]), msg, A), ed25519.verify(new Uint8Array([...R, ...sb]), msg, A), ed25519.verify(new Uint8Array([...R, ...sb]), msg, A, {zip215:false}));
  }
  const h = { title: 'a', from: '', source: '', receivedAtMs: 0, mediaType: '', fileName: '', size: 0 };
  for (const [n, title] of [['1000 astral', '😀'.repeat(1000)], ['1001 astral','😀'.repeat(1001)], ['graphemes', ('a' + '\u0301'.repeat(9)).repeat(300)], ['onegr', 'a' + '\u0301'.repeat(5000)], ['zwj', '👩‍👩‍👧‍👦'.repeat(500)]] as const) {
    try { console.log(n, encodeItemHeader({ ...h, title }).length); } catch (e) { console.log(n, String(e)); }
  }
  const te = new TextEncoder();
  for (const extra of ['"__proto__":1,', '"constructor":1,', '"x":1,']) {
    try { console.log(extra, parseItemHeader(te.encode('{' + extra + JSON.stringify(h).slice(1)))); } catch (e) { console.log(extra, String(e)); }
  }
  for (const size of ['1.0', '1e0', '-0', '1.5', '2147483649', '"1"', 'null']) {
    try { console.log(size, parseItemHeader(te.encode(JSON.stringify(h).replace('"size":0', '"size":' + size))).size); } catch (e) { console.log(size, String(e)); }
  }
});
