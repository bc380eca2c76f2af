import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RigFile } from './app-rig.ts';

const ownSamples = resolve(import.meta.dirname, '../../../e2e/fixtures/samples');
/** Small files alone, and whole ones: what is measured is what lies around them. */
const maxFileBytes = 4 * 1024;
const senders = 400;
const minuteMs = 60_000;
const firstMs = Date.UTC(2019, 0, 1);

/**
 * Messages and files made of the corpus that COMMONSEAL_CORPUS names, or of the project's own samples: each with a title, a sender
 * and a time of its own.
 */
export function sampleItems(): (at: number) => RigFile {
  const folder = process.env['COMMONSEAL_CORPUS'];
  if (folder === undefined)
    process.stderr.write("COMMONSEAL_CORPUS names no folder: items are made of the project's own samples.\n");
  const samples = readdirSync(folder ?? ownSamples, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(?:LICENSE|README)/.test(entry.name))
    .map(({ parentPath, name }) => ({ name, bytes: readFileSync(join(parentPath, name)) }))
    .filter(({ bytes }) => bytes.length <= maxFileBytes)
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const words = wordsIn(samples.map(({ bytes }) => bytes));
  return (at) => {
    const sample = samples[at % samples.length];
    if (!sample) throw new TypeError('there are no samples');
    // Behind the end of a PDF, and behind the text of anything else.
    const note = Buffer.from(sample.name.endsWith('.pdf') ? `\n% ${at}\n` : `\r\n${at}\r\n`);
    if (!sample.name.endsWith('.eml'))
      return { name: `${numbered(at)} ${sample.name}`, bytes: Buffer.concat([sample.bytes, note]) };
    const head = [
      `From: ${wordAt(words, at * 7)} ${wordAt(words, at * 11)} <sender-${at % senders}@example.test>`,
      `Subject: ${[1, 2, 3, 4, 5].map((step) => wordAt(words, at * step + step)).join(' ')} ${numbered(at)}`,
      `Date: ${new Date(firstMs + at * 13 * minuteMs).toUTCString()}`,
    ];
    return {
      name: `${numbered(at)}-${sample.name}`,
      bytes: Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n`), sample.bytes, note]),
    };
  };
}

export function numbered(at: number): string {
  return String(at).padStart(6, '0');
}

function wordsIn(files: readonly Uint8Array[]): readonly string[] {
  const text = Buffer.concat([...files]).toString('latin1');
  return [...new Set(text.match(/[A-Za-z]{3,12}/g))].slice(0, 4_000);
}

function wordAt(words: readonly string[], at: number): string {
  return words[at % words.length] ?? 'word';
}
