import { join } from 'node:path';
import { build } from 'vite';

const repositoryRoot = join(import.meta.dirname, '../../../..');

/** Makes one file of a program and its sources as they are now: it starts in a tenth of a second. @returns its path */
export async function bundleProgram(entry: string, outDir: string): Promise<string> {
  await build({
    configFile: false,
    root: repositoryRoot,
    logLevel: 'error',
    // As `node --conditions=source` does.
    ssr: { noExternal: true, resolve: { conditions: ['source', 'node', 'import', 'default'] } },
    build: {
      ssr: entry,
      outDir,
      minify: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: '[name].mjs' } },
    },
  });
  return join(outDir, `${entry.replace(/^.*\//, '').replace(/\.ts$/, '')}.mjs`);
}
