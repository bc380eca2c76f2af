import { describeFile, looksLikeMbox, mediaTypeOf, splitMbox } from '@commonseal/content';
import { ByteReader, ByteWriter, encodeItemHeader } from '@commonseal/protocol';
import { type Target, requireThat } from '../target.ts';
import { areEqual, bytesOf, textOf } from '../text-input.ts';
import { fileSamples, mailWords, richMail } from './mail-samples.ts';

const kiB = 1024;
const maxNameBytes = 64 * kiB;

function inputOf(name: string, head: Uint8Array): Uint8Array {
  return new ByteWriter().text(name).bytes(head).finish();
}

/** Input: the file's name with its length, then the beginning of its content. */
const description: Target = {
  name: 'content-describe-file',
  // Two fields of addresses, of 8 KiB at most; see web-parse-email for what a list of addresses takes.
  memory: { factor: 192, bytes: 64 * kiB * kiB },
  // Only of the input's own framing: no content makes it throw.
  refusals: ['malformed'],
  floorPerSecond: 100,
  isText: true,
  maxBytes: 256 * kiB,
  growthBytes: 256 * kiB,
  dictionary: [
    ...mailWords,
    '{',
    '[',
    '"',
    '%PDF-',
    '<svg',
    '<?xml ',
    '<!doctype html>',
    '.eml',
    '../',
    'constructor',
  ],
  prepare: async () => ({
    samples: [
      ...fileSamples().map(({ name, bytes }) => inputOf(name, bytes)),
      inputOf('letter.eml', bytesOf(richMail)),
      inputOf('a.mbox', bytesOf(`From a Thu Jan  1 00:00:00 1970\n${richMail}`)),
    ],
    async run(input) {
      const reader = new ByteReader(input, 'fuzzed file');
      const fileName = textOf(reader.sized(maxNameBytes));
      const head = reader.rest();
      for (const size of [head.length, head.length + 1]) {
        const file = { fileName, head, size, lastModifiedMs: head.length / 3, source: fileName };
        const header = await describeFile(file);
        encodeItemHeader(header);
        for (const text of [header.title, header.from, header.source, header.fileName]) requirePlain(text);
        requireThat(header.fileName !== '' && !/[/\\]/.test(header.fileName), 'a name with folders');
        requireThat(header.title !== '', 'no title');
      }
      looksLikeMbox(head);
      requireThat(/^[\w.+-]+\/[\w.+-]+$/.test(mediaTypeOf(fileName, head, true)), 'no media type');
    },
  }),
};

function requirePlain(text: string): void {
  // oxlint-disable-next-line no-control-regex
  requireThat(!/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/.test(text), 'a mark that deceives');
  requireThat(!/\p{Surrogate}/u.test(text), 'half a character');
  requireThat(!/\s\s|^\s|\s$/.test(text), 'surplus white space');
}

const maxMessageBytes = 8 * kiB;

/** Input: in how large chunks it comes, then the mailbox. */
const mailbox: Target = {
  name: 'content-split-mbox',
  // What is short-lived counts too: a few generators for each line, also for an empty one, and that twice.
  memory: { factor: 4_000, bytes: 4 * kiB * kiB },
  // It comes in pieces of 16 bytes, each of which is waited for.
  baseMs: 1_000,
  refusals: [],
  floorPerSecond: 20,
  isText: true,
  maxBytes: 256 * kiB,
  growthBytes: 256 * kiB,
  dictionary: [...mailWords, '\n\nFrom a 10:00 2020\n', '\nFrom \n', '>>From '],
  prepare: async () => ({
    samples: [0, 1, 200].flatMap((cut) =>
      [bytesOf(`From a Thu Jan  1 00:00:00 1970\n${richMail}\nFrom b Fri Jan  2 01:00:00 1970\n>From x\n`)]
        .concat(
          fileSamples()
            .filter(({ name }) => name.endsWith('.mbox'))
            .map(({ bytes }) => bytes),
        )
        .map((box) => new ByteWriter().u8(cut).bytes(box).finish()),
    ),
    async run(input) {
      const box = input.subarray(1);
      const whole = await messagesOf(box, box.length);
      const cutBytes = 16 * (1 + (input[0] ?? 0));
      const cut = await messagesOf(box, box.length > 16 * kiB ? 16 * cutBytes : cutBytes);
      requireThat(whole.length === cut.length, 'other messages when it comes in other chunks');
      requireThat(
        whole.every((message, at) => areEqual(message, cut[at] ?? new Uint8Array())),
        'other contents',
      );
      const bytes = whole.reduce((sum, { length }) => sum + length, 0);
      requireThat(bytes <= box.length, 'more than there was');
      requireThat(
        whole.every(({ length }) => length > 0 && length <= maxMessageBytes),
        'a message out of bounds',
      );
    },
  }),
};

async function messagesOf(box: Uint8Array, chunkBytes: number): Promise<Uint8Array[]> {
  const messages: Uint8Array[] = [];
  for await (const message of splitMbox(chunksOf(box, chunkBytes), maxMessageBytes)) messages.push(message);
  return messages;
}

async function* chunksOf(bytes: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

export const contentTargets = [description, mailbox];
