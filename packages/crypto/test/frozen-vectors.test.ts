import { describe, expect, it } from 'vitest';
import { toHex } from './samples.ts';

/**
 * SHA-256 of every file of vectors. They are frozen: none of these lines is ever changed. A changed format takes a new
 * version, whose vectors stand in a folder of their own, with lines of their own here.
 */
const frozen: Record<string, string> = {
  'rfc-9807/opaque.json': '76789bed23eb32bc156c4c60f44458245133313cd4105e7063269c08612d54c9',
  'v1/body.json': '09df7184d0ffff1e0d96397e3d92c2eb0239fc019b6859f76318883bcf5044f3',
  'v1/box.json': 'c4ba0fa05b74f4c513c15e0aa8b63506e223c40a306c32c6dc1a6fc591ea9dc8',
  'v1/contexts.json': 'de04c5e9fad643c8161b00beb3a3187acfb021934e9fe7b9b6880d7fcef6ef78',
  'v1/derive.json': '5d284ffa912b846c82f3807d2fc06fb3e35195b91ff344ddfb49ff39a71681fd',
  'v1/hash.json': '50a7f716306b5995555c172b264ee44035c82b04194f87e11bddd1a1ac943c7e',
  'v1/key-pairs.json': 'a2b6749f8bf59deea6c9cc0527d2b746a18698b9473b285e4d1f23ecada570f0',
  'v1/padding.json': '495f116a817b3963113e6c95290ff551f9243c558e0abd40c2ae094e73c6693c',
  'v1/page.json': '541440bc437246cde8091be1810bd2c6f974d569856c477165c0465a059e1914',
  'v1/seal.json': '0a6da3573aca002653a9d96d4c32f8863ddbd849dbb62a47233ffd5c733669c0',
  'v1/signature.json': 'cb90191081dbef42655e644595c61a5ab717eb76aa2082e7542a0f49589613ca',
  'v1-access-record/contexts.json': '582585b3984ac527ab7e309639a06d28d4b987ee00a399c2046762e026c0d923',
  'v1-access-record/derive.json': '69a42914c11d446f6c4ad84de7b165bef90f8dd599f54ba06e3106d78f425d7a',
  'v1-access-record/hash.json': '252596460d1ee333685acebdf5d047abe57b85291f32d3adb45dac2b049c4a04',
  'v1-access-record/signature.json': '3c6b0a350cdb4e7d716057eb8db04daa6e744cca8177e7ec97b292eee47584fb',
  'v1-answer-words/hash.json': 'd00ca104eb6510f15754cbbde19c8684bf7fce6877acf0f1ae4723edd3699795',
  'v1-answer-words/words.json': '93af584397a32b4e578552042f77249f6e92ed17bdbc20d656c469d34bb6622f',
  'v1-grants/contexts.json': '59436c2f1a1d34582b66c20e44d33ab1cbc0aa6ec2520d84acdb0d77e7f0ca6c',
  'v1-grants/hash.json': '96f64e90ecebf3af6c8b7df3dc27f8659dc615e419d325d24218a8abd305f0f5',
  'v1-checkpoint/contexts.json': 'b68b80e8283e90c060dad19ee2b676b9e18138e0d5b6756f9800ee5850137f94',
  'v1-checkpoint/derive.json': 'a985ff84866f29a5731eb070c806cbaf4951f5afcdbfa2c0e74f461d1addeead',
  'v1-let-back-in/contexts.json': '0b75980e9c510022e92593a32a6c97ab65e0774e60a8995886e09dd0b51bdbca',
  'v1-let-back-in/hash.json': 'ac2ee1e2d314f2b78375ec6e21fc3351ba3a88efc787934c9e1b74bed9d254b7',
  'v1-let-back-in/shares.json': 'd898590ce6ecb786b83c4f1d838c84998213f211b731746c7f95f891d881c793',
  'v1-let-back-in/signature.json': '20093e026f4c97561c34706c978589f6dab7578eb3d54314d6bc91299e58d65b',
  'v1-let-back-in/words.json': '2b0bfe7a673ce8a35af17fb958328cd1d03bed7a0318a146d5fa2af9d636ca8b',
  'v1-marks/contexts.json': 'aa19d9e72bc97a0a8ee8850ee3e5f1b7b91090bc92c5ea06022860d460e7201a',
  'v1-marks/derive.json': 'e942939d3a6974d09804dcfab907263537888b2b6c4049ee2d0d69c0d30ba141',
  'v1-results/derive.json': '99bfeeadad7e543d6f7a94839c1182654b2ee0bd421669c1d4e51bc1c668e57d',
  'v1-team/contexts.json': 'c778a8d8f01ed6f4bbf38455892b7f9e999378c507fc15a6bc4e1804d3e2c833',
  'v1-team/derive.json': 'e13b4d4e3af9d35c2b07d89418edba8451ebe0e652951b591b61436fae50c173',
  'v1-team/signature.json': 'efb6cb3b0efe53cc60f06830bb11c2266d04434bdb903843c734d679f9fc8036',
  'v1-ways-in/derive.json': 'ca258ebc02734ee8308f6854721d2721366a8d31334d66f68862bd4707bb64fc',
  'v1-ways-in/signature.json': 'e30755c1f6fe9fc450df237f83b192b8fcba08476c7f6e5675d0947bdbca13b9',
  'v1-worker-key/contexts.json': '910b66fbc263ef4e9dafaef2e0ee503e2fe9c2cc81a1e059b2207d682e2700bd',
  'v1-worker-key/hash.json': 'ad269ec4c03c8d761d96679c278b8bd273903e78490b06c18e0daa0998f26b79',
  'v1-workers/contexts.json': 'f3a9f98353b3408a1ccc23b7129ba059fc0585add8625c56adf0b3aefab751ce',
  'v1-workers/derive.json': 'fdef6a091a4cc4cb8a2e3d8947fa3cb66792f77669010cc30325c0298e3d018c',
  'v1-workers/signature.json': '1258f1323f0add3ab3ffc809842acc97513c43f0928241bf784af84ef3b6e4dd',
};

const texts = import.meta.glob<string>('../vectors/*/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});

async function sha256(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
}

describe('files of vectors', { tags: ['vectors'] }, () => {
  it('are all frozen, and none is missing', () => {
    const files = Object.keys(texts).map((path) => path.replace('../vectors/', ''));
    expect(files.toSorted()).toEqual(Object.keys(frozen).toSorted());
  });

  it.each(Object.entries(frozen))('are as they were frozen: %s', async (file, hash) => {
    expect(await sha256(texts[`../vectors/${file}`] ?? '')).toBe(hash);
  });
});
