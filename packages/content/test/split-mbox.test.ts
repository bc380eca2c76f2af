import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikeMbox, splitMbox } from '../src/index.ts';
import { readSample } from './samples.ts';

const utf8 = new TextEncoder();
const separator = 'From a@x.test Thu Jan  1 00:00:00 1970\n';

async function* inChunks(bytes: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.slice(at, at + chunkBytes);
}

async function split(input: string | Uint8Array, chunkBytes = 64, ceiling?: number): Promise<string[]> {
  const bytes = typeof input === 'string' ? utf8.encode(input) : input;
  const messages: string[] = [];
  for await (const message of splitMbox(inChunks(bytes, chunkBytes), ceiling)) {
    messages.push(new TextDecoder().decode(message));
  }
  return messages;
}

describe('mailboxes', () => {
  it('splits a mailbox into the messages as they were before they were put into it', async () => {
    const messages = await split(readSample('inbox.mbox').bytes);
    expect(messages).toHaveLength(2);
    expect(messages[0]).toContain('\nFrom now on everything is different.\n>From here it was quoted');
    expect(messages[0]).toMatch(/From the bridge one sees the town\.\n$/);
    expect(messages[1]).toMatch(/^From: Bob[^]*\nBye\.\n$/);
  });

  it('handles carriage returns', async () => {
    const box = `${separator}Subject: a\n\nx\n\n${separator}Subject: b\n\ny\n`.replaceAll('\n', '\r\n');
    expect(await split(box)).toEqual(['Subject: a\r\n\r\nx\r\n', 'Subject: b\r\n\r\ny\r\n']);
  });

  it('keeps a separator that no empty line stands before, and what precedes the first one', async () => {
    expect(await split(`before\n${separator}\n${separator}after`)).toEqual([`before\n${separator}`, 'after']);
  });

  it('gives the same messages however the input is cut', async () => {
    const part = fc.constantFrom(separator, '\n', '\r\n', '>From x\n', 'a\n', 'b'.repeat(3000), '>', 'From ');
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 30 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.constantFrom(100, 5000, undefined),
        async (parts, chunkBytes, ceiling) => {
          const text = parts.join('');
          expect(await split(text, chunkBytes, ceiling)).toEqual(await split(text, 1e6, ceiling));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('gives back what a writer of mailboxes put in', async () => {
    const lines = fc.array(fc.constantFrom('From ', 'From a', '>From b', '>>From c', '', 'text'), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(lines, { minLength: 1, maxLength: 5 }), async (messages) => {
        const texts = messages.map(
          (message) => `Subject: s\n\n${message.map((line) => `${line}\n`).join('')}`,
        );
        const box = texts.map((text) => `${separator}${text.replaceAll(/^(>*From )/gm, '>$1')}\n`).join('');
        expect(await split(box)).toEqual(texts);
      }),
      { numRuns: 100 },
    );
  });

  it('never throws and loses no byte of what has no separator', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
        const text = `x${[...bytes].map((byte) => String.fromCharCode(byte % 128)).join('')}x`;
        fc.pre(!/^>+From /m.test(text));
        expect((await split(text, 7, 50)).join('')).toBe(text);
      }),
    );
  });

  it('hands a message beyond the ceiling out in pieces', async () => {
    expect(await split(`${separator}${'x'.repeat(25)}\n\n${separator}y\n`, 8, 10)).toEqual([
      'x'.repeat(10),
      'x'.repeat(10),
      'xxxxx\n',
      'y\n',
    ]);
  });

  it('takes linear time over hostile lines', async () => {
    const before = process.cpuUsage();
    for (const unit of ['From a 1:11 1:11 ', '>', '\n', 'From ', separator]) {
      await split(unit.repeat(Math.ceil(2_000_000 / unit.length)), 65_536);
    }
    // Of the processor: a busy machine takes its time.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(8000);
  });

  it.each([
    [separator + 'Subject: x\n', true],
    ['From - Thu Jan  1 00:00:00 1970\r\nX-Mozilla-Status: 0001\r\n', true],
    ['From a@x.test Thu Jan  1 00:00:00 1970\nno field\n', false],
    ['From our house at 10:00 in 2024 one sees: nothing\n\n', false],
    ['From: a@x.test\nSubject: x\n', false],
    ['', false],
  ])('tells whether %j is a mailbox: %s', (text, expected) => {
    expect(looksLikeMbox(utf8.encode(text))).toBe(expected);
  });
});
