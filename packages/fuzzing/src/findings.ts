import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Repetition } from './growth.ts';
import type { Fault } from './judge.ts';

/** What has a fault: an input, or one that repeats itself to any length. */
export type Subject =
  | { readonly input: Uint8Array; readonly repetition?: undefined }
  | { readonly repetition: Repetition; readonly input?: undefined };

export interface Finding {
  readonly target: string;
  readonly fault: Fault;
  readonly subject: Subject;
}

const ownFolder = resolve(import.meta.dirname, '..');
export const foundFolder = join(ownFolder, 'found');
export const casesFolder = join(ownFolder, 'cases');

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

function encodeSubject({ input, repetition }: Subject): {
  readonly extension: string;
  readonly data: Uint8Array;
} {
  if (input) return { extension: 'bin', data: input };
  const { before, piece, after } = repetition;
  const json = JSON.stringify({ before: text(before), piece: text(piece), after: text(after) }, undefined, 2);
  return { extension: 'json', data: new TextEncoder().encode(`${json}\n`) };
}

export function readSubject(path: string): Subject {
  const data = readFileSync(path);
  if (!path.endsWith('.json')) return { input: new Uint8Array(data) };
  const { before, piece, after } = JSON.parse(data.toString()) as Record<keyof Repetition, string>;
  return { repetition: { before: bytes(before), piece: bytes(piece), after: bytes(after) } };
}

/** @returns the path of the file that was written */
export function keepFinding({ target, subject }: Finding, folder = foundFolder): string {
  const { extension, data } = encodeSubject(subject);
  const name = createHash('sha256').update(data).digest('hex').slice(0, 16);
  mkdirSync(join(folder, target), { recursive: true });
  const path = join(folder, target, `${name}.${extension}`);
  writeFileSync(path, data);
  return path;
}

export interface Case {
  readonly target: string;
  readonly path: string;
}

/** Inputs that once had a fault. */
export function listCases(folder = casesFolder): Case[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: target }) =>
      readdirSync(join(folder, target)).map((file) => ({ target, path: join(folder, target, file) })),
    );
}
