import jbig2Url from 'pdfjs-dist/wasm/jbig2.wasm?url';
import openJpegUrl from 'pdfjs-dist/wasm/openjpeg.wasm?url';

const addresses: Readonly<Record<string, string>> = {
  'jbig2.wasm': jbig2Url,
  'openjpeg.wasm': openJpegUrl,
};

/** Decoders of scanned pages, from our own server. Whatever else the library would ask for, it does without. */
export class ImageDecoders {
  async fetch({ filename }: { readonly filename: string }): Promise<Uint8Array> {
    const address = Object.hasOwn(addresses, filename) ? addresses[filename] : undefined;
    if (address === undefined) throw new TypeError('not part of this app');
    const reply = await fetch(address);
    if (!reply.ok) throw new TypeError('out of reach');
    return new Uint8Array(await reply.arrayBuffer());
  }
}
