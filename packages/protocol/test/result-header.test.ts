import {
  type ItemHeader,
  encodeItemHeader,
  encodeParsedHeader,
  parseItemHeader,
  resultMediaType,
} from '@commonseal/protocol';
import { describe, expect, it } from 'vitest';
import { codeOf } from './refusal.ts';

const result = {
  itemId: 'AAECAwQFBgcICQoLDA0ODw',
  analyser: 'text',
  version: '2',
} as ItemHeader['result'] & {};
const header: ItemHeader = {
  title: '',
  from: '',
  source: '',
  receivedAtMs: 1_700_000_000_000,
  mediaType: resultMediaType,
  fileName: '',
  size: 12,
  result,
};
/** Frozen: hashes of headers are over these bytes. */
const frozen =
  '{"title":"","from":"","source":"","receivedAtMs":1700000000000,"mediaType":"application/vnd.commonseal.analysis+json","fileName":"","size":12,"result":{"itemId":"AAECAwQFBgcICQoLDA0ODw","analyser":"text","version":"2"}}';
/** The same, with what it was found in. */
const bodyHash = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const frozenBound = frozen.replace('"version":"2"', `"version":"2","bodyHash":"${bodyHash}"`);
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('the header of a result', () => {
  it('is written in one way, and read back', () => {
    const { itemId, analyser, version } = result;
    const shuffled = { result: { version, analyser, itemId }, ...header };
    for (const encode of [encodeItemHeader, encodeParsedHeader])
      for (const given of [header, { ...shuffled, result: { version, analyser, itemId } }])
        expect(new TextDecoder().decode(encode(given))).toBe(frozen);
    expect(parseItemHeader(bytesOf(JSON.parse(frozen)))).toEqual(header);
  });

  it('says last in what it was found', () => {
    const { itemId, analyser, version } = result;
    const bound: ItemHeader = { ...header, result: { bodyHash, version, analyser, itemId } };
    expect(new TextDecoder().decode(encodeItemHeader(bound))).toBe(frozenBound);
    expect(parseItemHeader(bytesOf(JSON.parse(frozenBound)))).toEqual(bound);
  });

  it('is as ever where it is none', () => {
    const { result: _, ...plain } = header;
    expect(new TextDecoder().decode(encodeItemHeader(plain))).toBe(
      '{"title":"","from":"","source":"","receivedAtMs":1700000000000,"mediaType":"application/vnd.commonseal.analysis+json","fileName":"","size":12}',
    );
  });

  it.each([
    ['null', null],
    ['no item', { ...result, itemId: undefined }],
    ['an id with bits too many', { ...result, itemId: 'AAECAwQFBgcICQoLDA0ODx' }],
    ['a short id', { ...result, itemId: 'AAEC' }],
    ['a nameless analyser', { ...result, analyser: '' }],
    ['a long name', { ...result, analyser: 'x'.repeat(65) }],
    ['a long version', { ...result, version: 'x'.repeat(17) }],
    ['a short hash', { ...result, bodyHash: bodyHash.slice(1) }],
    ['a hash with bits too many', { ...result, bodyHash: `${bodyHash.slice(0, -1)}9` }],
    ['another member', { ...result, colour: 'red' }],
  ])('is refused with %s', async (_, wrong) => {
    expect(await codeOf(() => parseItemHeader(bytesOf({ ...header, result: wrong })))).toBe('malformed');
  });
});
