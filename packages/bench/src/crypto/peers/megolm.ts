import olm from '@matrix-org/olm';
import { asContestant, perItem } from '../contest.ts';

/** Its messages are texts. */
const messageBytes = 48 * 1024;

function textOf(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x2000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
  return btoa(binary);
}

function bytesOf(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** Matrix: a group session, whose ratchet goes on with every message. @param wasm where its WebAssembly is, in a browser */
export async function megolm(wasm?: string) {
  await olm.init(wasm === undefined ? undefined : { locateFile: () => wasm });
  const outbound = new olm.OutboundGroupSession();
  outbound.create();
  const inbound = new olm.InboundGroupSession();
  inbound.create(outbound.session_key());
  return asContestant(
    perItem(
      { name: 'Matrix (megolm)' },
      {
        seal: (item) =>
          Array.from({ length: Math.ceil(item.length / messageBytes) }, (_, at) =>
            outbound.encrypt(textOf(item.subarray(at * messageBytes, (at + 1) * messageBytes))),
          ),
        open: (messages) => messages.map((message) => bytesOf(inbound.decrypt(message).plaintext)),
      },
    ),
  );
}
