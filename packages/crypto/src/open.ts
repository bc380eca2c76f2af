/** What opens and decrypts: for members' clients and the keyholder only. */
export { bodyRowCount, decryptBody, decryptShortBody } from './open/decrypt-body.ts';
export { decryptBox } from './open/decrypt-box.ts';
export { decryptPage, decryptPageWith } from './open/decrypt-page.ts';
export { openSeal, openSealOfDerived } from './open/open-seal.ts';
