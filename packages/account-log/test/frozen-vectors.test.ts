import { describe, expect, it } from 'vitest';
import { toHex } from '../vectors/facts.ts';

/**
 * SHA-256 of every file of vectors. They are frozen: none of these lines is ever changed. A changed format takes a new
 * version, whose vectors stand in a folder of their own, with lines of their own here.
 */
const frozen: Record<string, string> = {
  'v1/account-log.json': 'c2ff75c8f81d2232b688fe5d1998eb28360ce5cd2ca646bbfacf3c34d7117ba2',
  'v1/anchor.json': '6b27c01cb9f3cd3b2293640cbe94d34ad54457928d4b20d33736c0da0f69111f',
  'v1/manifest.json': '0a7266d30ae9744b5068213858d3852c5a764e1752ad3b0feaca13b5617a3b14',
  'v1/user-log.json': '82a539d3b7d4ff559b2ca3e25f85d54d46517938f21b064605652cf782c03a16',
  'v1/writer-challenge.json': '56076c66fe10e84947d70ed378d7e3955e6ceac0716441089fe4417bf90995db',
  'v1-grants/account-log.json': 'e075b3a72af0cc29b58622266b7211fb9251b25e54521d2828ca08f64d6e2284',
  'v1-grants/job-items.json': 'c1979873865c804bfb8cfceb48a0348eafee73c112b721aed8598e33ef216734',
  'v1-grants/rules.json': '42242ad61456348e2f46c19b3f19cacbcca1399922a811f71bf108b40b618db0',
  'v1-let-back-in/account-log.json': '9e8f71fce6b28b728a1ab1931b4325fc04cbca68a4df76dac59eaeb24f5cce63',
  'v1-let-back-in/reading.json': 'ddd2e6f97792d4afda4dd0edd86032c1c083396fb9b88ad3eb5cc2f3d524406c',
  'v1-let-back-in/request.json': 'ad7483a5bae43e725e1bc92adef52e8ee5e7f69dd70db976b5cd55cf5484793d',
  'v1-let-back-in/rules.json': '106a045640d713a5d9dd5eddb0a381a5b44e3544e5331c5ca5322b931ee3541a',
  'v1-team/account-log.json': '8072d6efb338c030571f38852ac1f0a0c106654106c88e5b775de75701f560b9',
  'v1-team/rules.json': 'ba4f58ca6dfdc51a2125d3edac288ff6d89cfe0f8a80165df3072f2dd1d8b366',
  'v1-team/statements.json': 'd72d827311af5600d57fc6d2e6e720321b8c66c3e4657f1556481627259f2fec',
  'v1-team/user-log.json': '53e45122362eab0f6d7e40c80396fe334401f29457e920a089c5bdbef873089d',
  'v1-ways-in/credential-challenge.json': 'af12628cf7152df28ef2eb786c1794f40ce8c87f7cd909cd509818e722c4279d',
  'v1-ways-in/user-log.json': '21e99431ffe287940d6c6ae2a1d88dc4b1f36917043d0a6bd828584f06e50008',
  'v1-worker-identity/identity.json': 'df5501482dc7689f2d347c780b27a1dde55e3fef13ffc950e9e135d3ef0f79f5',
  'v1-workers/job-part.json': 'b41704132af55db4986adad0d2d557b342673521ff43caffcc69bedfb3820b7f',
  'v1-workers/job-request.json': '6e673a914fe87b384d4f991302b5c90384a67027190b189ac546f5593b2f70e8',
  'v1-workers/worker-challenge.json': '931f1aa4133d11b7f56b6e3d786d4f7463190e7749f87a2e8b08f829d481b0a6',
};

const texts = import.meta.glob<string>('../vectors/*/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});

async function sha256(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}

describe('files of vectors', () => {
  it('are all frozen, and none is missing', () => {
    const files = Object.keys(texts).map((path) => path.replace('../vectors/', ''));
    expect(files.toSorted()).toEqual(Object.keys(frozen).toSorted());
  });

  it.each(Object.entries(frozen))('are as they were frozen: %s', async (file, hash) => {
    expect(await sha256(texts[`../vectors/${file}`] ?? '')).toBe(hash);
  });
});
