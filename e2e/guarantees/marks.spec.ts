import type { Page } from '@playwright/test';
import { whole } from '../fixtures/sample.ts';
import { letters } from '../a11y/samples.ts';
import { connectToDatabase, copyAllTables } from '../fixtures/database-surfaces.ts';
import { expectItemCount, importFiles, importPanel, openItem, signUp } from '../fixtures/journey.ts';
import { expect, testWithOwnServer as test } from '../fixtures/test.ts';

const person = { email: 'reader@example.test', password: 'a long enough password', accountName: 'Readers' };
/** Changed by whoever only looks for news. */
const beside = new Set(['public.sessions', 'public.rate_limits']);

function changedTables(before: ReadonlyMap<string, Buffer>, after: ReadonlyMap<string, Buffer>): string[] {
  return [...after]
    .filter(([name, rows]) => !before.get(name)?.equals(rows) && !beside.has(name))
    .map(([name]) => name);
}

async function starAndWait(page: Page, title: RegExp): Promise<void> {
  const isSent = page.waitForResponse(
    (response) => response.request().method() === 'PUT' && response.url().endsWith('/marks'),
  );
  await page.getByRole('list', { name: 'Content' }).getByRole('button', { name: title }).click();
  await isSent;
}

test('the server never learns which items are read or starred', { tag: whole }, async ({ page, server }) => {
  test.setTimeout(180_000);
  await signUp(page, person);
  await importFiles(page, letters);
  await expectItemCount(page, letters.length);
  await importPanel(page).getByRole('button', { name: 'Close' }).click();
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT' && request.url().endsWith('/marks')) sent.push(request.postData() ?? '');
  });
  const client = await connectToDatabase(server.dataFolder);
  await starAndWait(page, /Star Minutes/);
  const before = await copyAllTables(client);
  const sizes = new Set([before.get('public.marks')?.length]);
  expect([...sizes][0]).toBeGreaterThan(300);

  await test.step('a mark changes one record, and never its size', async () => {
    await starAndWait(page, /Star Laboratory/);
    const after = await copyAllTables(client);
    expect(changedTables(before, after)).toEqual(['public.marks']);
    sizes.add(after.get('public.marks')?.length);
    await openItem(page, /Your statement/);
    await page.waitForResponse((response) => response.url().endsWith('/marks') && response.ok());
    await expect.poll(() => sent.length).toBe(3);
    await expect
      .poll(async () => (await client.query('select version from marks')).rows)
      .toEqual([{ version: '3' }]);
    sizes.add((await copyAllTables(client)).get('public.marks')?.length);
    expect(sizes.size).toBe(1);
  });

  await test.step('neither it nor the requests name an item, a source, or a mark', async () => {
    const { rows: marks } = await client.query<{ marks: Buffer }>('select marks from marks');
    const { rows: items } = await client.query<{ id: Buffer }>('select item_id as id from items');
    const { rows: writers } = await client.query<{ id: Buffer }>(
      'select writer_id as id from account_writers',
    );
    expect([marks.length, items.length, writers.length]).toEqual([1, letters.length, 1]);
    const stored = marks[0]?.marks ?? Buffer.alloc(0);
    for (const { id } of [...items, ...writers]) {
      expect(stored.includes(id)).toBe(false);
      // In the clear, the record would begin with what this finds.
      expect(Buffer.concat([Buffer.from([1, 0, 0, 0, 1]), id, stored]).includes(id)).toBe(true);
      for (const body of sent) expect(body).not.toContain(id.toString('base64url'));
    }
    for (const body of sent) {
      const fields = JSON.parse(body) as Record<string, unknown>;
      expect(Object.keys(fields).toSorted()).toEqual(['marks', 'replaces', 'version']);
      expect(Buffer.from(String(fields['marks']), 'base64url').subarray(0, 3).toString('latin1')).toBe('CSL');
    }
  });
  await client.end();
});
