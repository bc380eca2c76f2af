import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import type { Plugin, UserConfig } from 'vite';
import type { KeyholderMutation, Mutation } from './mutation.ts';

const repositoryRoot = resolve(import.meta.dirname, '../..');
const mutationsFolder = join(import.meta.dirname, 'mutations');

/**
 * Bundles the web app with a mutation's modules in place of the real ones; what a mutation itself imports is real.
 * @returns the folder of the bundle; whoever asked for it removes it
 * @throws when a module that is to be replaced is not part of the app: the mutation would change nothing
 */
export async function buildMutated(mutation: Mutation): Promise<string> {
  const { build, mergeConfig } = await import('vite');
  const { default: react } = await import('@vitejs/plugin-react');
  const { default: config } = await import('../../vite.config.ts');
  const { frameScript } = await import('../../apps/web/build/frame-script.ts');
  const replaced = new Set<string>();
  const replacing = replacingPlugin(mutation, replaced);
  const folder = await mkdtemp(join(tmpdir(), `commonseal-${mutation.name}-`));
  const base: UserConfig = { ...config, plugins: [] };
  await build(
    mergeConfig(base, {
      configFile: false,
      mode: 'production',
      logLevel: 'error',
      root: join(repositoryRoot, 'apps/web'),
      plugins: [replacing, react(), frameScript([replacing])],
      worker: { plugins: () => [replacing] },
      build: {
        outDir: folder,
        emptyOutDir: true,
        minify: false,
        sourcemap: false,
        reportCompressedSize: false,
      },
    } satisfies UserConfig & { configFile: false; mode: string }),
  );
  const unused = Object.keys(mutation.replaces).filter((module) => !replaced.has(module));
  if (unused.length > 0) throw new Error(`${mutation.name} replaces what is not there: ${unused.join(', ')}`);
  return folder;
}

/** @param replaced takes in which modules were there */
export function replacingPlugin(
  { name, replaces }: Mutation | KeyholderMutation,
  replaced: Set<string>,
): Plugin {
  const standIns = new Map(
    Object.entries(replaces).map(([module, file]) => [
      join(repositoryRoot, module),
      { module, path: join(mutationsFolder, name, file) },
    ]),
  );
  return {
    name: 'commonseal-mutation',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      if (importer?.startsWith(mutationsFolder + sep)) return null;
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      const standIn = resolved ? standIns.get(resolved.id.split('?', 1)[0] ?? '') : undefined;
      if (!standIn) return null;
      replaced.add(standIn.module);
      return standIn.path;
    },
  };
}
