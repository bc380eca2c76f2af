import { AccountId, CommonsealError } from '@commonseal/protocol';
import type { ImportFile, ImportProgress, VaultApi } from '@commonseal/vault';
import { describe, expect, it } from 'vitest';
import { filesFromPicker } from '../src/features/import/chosen-files.ts';
import { splitIntoDeliveries } from '../src/features/import/deliveries.ts';
import { withMailboxesSplit } from '../src/features/import/mailboxes.ts';
import { runImport } from '../src/features/import/run-import.ts';

const files = (count: number, size = 1): ImportFile[] =>
  Array.from({ length: count }, (_, index) => ({
    blob: new Blob([new Uint8Array(size)]),
    fileName: `${index}.txt`,
    folder: '',
    lastModifiedMs: 0,
  }));

const neverStopped = new AbortController().signal;
const into = { accountId: AccountId.fromBytes(new Uint8Array(32)) };

describe('an import', () => {
  it('is split by number and by size, and loses nothing', () => {
    expect(splitIntoDeliveries(files(130)).map((delivery) => delivery.length)).toEqual([64, 64, 2]);
    expect(splitIntoDeliveries(files(5, 3 * 1024 * 1024)).map((delivery) => delivery.length)).toEqual([
      2, 2, 1,
    ]);
    expect(splitIntoDeliveries([])).toEqual([]);
  });

  it('knows after a failure what is there and what is not', async () => {
    let calls = 0;
    const importFiles: VaultApi['importFiles'] = async (delivery) => {
      calls += 1;
      if (calls === 2) throw new CommonsealError('offline');
      return { imported: delivery.length - 1, failed: [{ fileName: 'x', code: 'file_too_large' }] };
    };
    const { report, stopped } = await runImport(
      { importFiles },
      into,
      files(130),
      () => undefined,
      neverStopped,
    );
    expect(report).toEqual({ imported: 63, failed: [{ fileName: 'x', code: 'file_too_large' }] });
    expect(stopped?.files.map(({ fileName }) => fileName)).toEqual(
      files(130)
        .slice(64)
        .map(({ fileName }) => fileName),
    );
    expect(calls).toBe(2);
  });

  it('that is stopped begins no further delivery', async () => {
    const stopping = new AbortController();
    const answers: unknown[] = [];
    const importFiles: VaultApi['importFiles'] = async (delivery, _into, onProgress) => {
      const progress = {
        doneFiles: 1,
        totalFiles: delivery.length,
        doneBytes: 1,
        totalBytes: delivery.length,
      };
      answers.push(onProgress?.(progress));
      stopping.abort();
      answers.push(onProgress?.(progress));
      // It was too late for this one.
      return { imported: delivery.length, failed: [] };
    };
    const { report, stopped } = await runImport(
      { importFiles },
      into,
      files(130),
      () => undefined,
      stopping.signal,
    );
    expect(answers).toEqual([undefined, 'stop']);
    expect(report.imported).toBe(64);
    expect(stopped).toMatchObject({ error: { code: 'cancelled' } });
    expect(stopped?.files).toHaveLength(66);
  });

  it('tells progress of the whole, and none after its end', async () => {
    const told: ImportProgress[] = [];
    let late: (() => void) | undefined;
    const importFiles: VaultApi['importFiles'] = async (delivery, _into, onProgress) => {
      onProgress?.({ doneFiles: 1, totalFiles: delivery.length, doneBytes: 1, totalBytes: delivery.length });
      late = () => onProgress?.({ doneFiles: 0, totalFiles: 1, doneBytes: 0, totalBytes: 1 });
      return { imported: delivery.length, failed: [] };
    };
    await runImport({ importFiles }, into, files(70), (progress) => told.push(progress), neverStopped);
    late?.();
    expect(told).toEqual([
      { doneFiles: 0, totalFiles: 70, doneBytes: 0, totalBytes: 70 },
      { doneFiles: 1, totalFiles: 70, doneBytes: 1, totalBytes: 70 },
      { doneFiles: 65, totalFiles: 70, doneBytes: 65, totalBytes: 70 },
    ]);
  });
});

describe('a mailbox', () => {
  const letter = (at: number) =>
    `From ada@example.test Thu Jan  ${at} 10:00:00 2026\nFrom: ada@example.test\nSubject: Letter ${at}\n\nText ${at}\n\n`;
  const mailbox = (text: string, fileName = 'Inbox.mbox'): ImportFile => ({
    blob: new Blob([text]),
    fileName,
    folder: 'Mail',
    lastModifiedMs: 7,
  });

  it('becomes its messages, in their order and in its place', async () => {
    const [before, after] = [files(1)[0], files(2)[1]];
    if (!before || !after) throw new Error('two files');
    const split = await withMailboxesSplit([before, mailbox(letter(1) + letter(2)), after]);
    expect(split.map(({ fileName, folder }) => [fileName, folder])).toEqual([
      ['0.txt', ''],
      ['Inbox-1.eml', 'Mail/Inbox.mbox'],
      ['Inbox-2.eml', 'Mail/Inbox.mbox'],
      ['1.txt', ''],
    ]);
    expect(await split[2]?.blob.text()).toContain('Subject: Letter 2');
    expect(await split[1]?.blob.text()).not.toContain('Text 2');
  });

  it('stays a file when it only has the name of one, or cannot be read', async () => {
    const named = mailbox('Dear all, this is no mailbox.');
    const unreadable = mailbox(letter(1));
    unreadable.blob.slice = () => {
      throw new DOMException('The file was changed.', 'NotReadableError');
    };
    expect(await withMailboxesSplit([named, unreadable])).toEqual([named, unreadable]);
  });
});

describe('a folder that is chosen', () => {
  it('keeps the way to each file', () => {
    const inFolder = (path: string) =>
      Object.defineProperty(new File(['x'], path.slice(path.lastIndexOf('/') + 1)), 'webkitRelativePath', {
        value: path,
      });
    const list = [inFolder('Bank/2026/jan.pdf'), inFolder('Bank/note.txt'), inFolder('alone.txt')];
    const chosen = filesFromPicker(list as unknown as FileList);
    expect(chosen.files.map(({ fileName, folder }) => [fileName, folder])).toEqual([
      ['jan.pdf', 'Bank/2026'],
      ['note.txt', 'Bank'],
      ['alone.txt', ''],
    ]);
  });
});
