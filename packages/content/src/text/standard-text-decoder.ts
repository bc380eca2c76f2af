import { TextDecoder as StandardTextDecoder, normalizeEncoding } from '@exodus/bytes/encoding.js';

const unicode = new Set<string | null>(['utf-8', 'utf-16le', 'utf-16be']);

/**
 * Puts a decoder in the place of this machine's that reads old encodings as the Encoding Standard says. Node's reads many of them
 * otherwise (Windows-1252, which is what most mail is in that is not Unicode, without its quotation marks and the sign of the euro), and
 * browsers have bugs of their own in what is malformed: the same bytes would not be the same text everywhere. Unicode is left to the
 * machine's own. The global one is replaced, because the library that reads mail makes its decoders itself.
 */
globalThis.TextDecoder = new Proxy(globalThis.TextDecoder, {
  construct(own, [label = 'utf-8', options]: ConstructorParameters<typeof TextDecoder>, newTarget) {
    const encoding = normalizeEncoding(label);
    return encoding === null || unicode.has(encoding)
      ? (Reflect.construct(own, [label, options], newTarget) as TextDecoder)
      : new StandardTextDecoder(label, options);
  },
});
