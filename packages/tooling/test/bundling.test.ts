import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildPrograms, programPath } from '../src/building.mjs';
import { bundleProgram } from '../src/bundling.mjs';

it('a stack trace of a bundled program tells the places of its sources', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'commonseal-bundle-'));
  try {
    const program = await bundleProgram(join(import.meta.dirname, 'bundled/program.ts'), folder);
    const { stderr, status } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('as planned');
    expect(stderr).toMatch(/at fail \(.*[/\\]bundled[/\\]faulty\.ts:6:\d+\)/);
    expect(stderr).toMatch(/at .*[/\\]bundled[/\\]program\.ts:3:\d+/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it.each(['server', 'connector', 'worker'] as const)(
  'the licences of all that the %s is made of lie beside it',
  async (app) => {
    await buildPrograms(() => undefined);
    const licences = readFileSync(join(programPath(app), '../licences.md'), 'utf8');
    const manifest = readFileSync(join(programPath(app), '../../package.json'), 'utf8');
    const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
    const libraries = Object.entries(dependencies).filter(([name]) => !name.startsWith('@commonseal/'));
    // What all programs have by way of our packages.
    for (const [name, version] of [...libraries, ['libsodium-wrappers', ''] as const])
      expect(licences).toContain(`## ${name} - ${version}`);
  },
);
