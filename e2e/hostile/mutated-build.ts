import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve, sep } from 'node:path';
import type { BuildOptions, Plugin, PluginOption, UserConfig } from 'vite';
import type { ConnectorMutation, KeyholderMutation, Mutation } from './mutation.ts';

const repositoryRoot = resolve(import.meta.dirname, '../..');
const webApp = join(repositoryRoot, 'apps/web');
const mutationsFolder = join(import.meta.dirname, 'mutations');

/** What only the vault worker and its own worker are made of; the page has types of it at most. */
const ofVaultWorker = /^packages\/(?:account-log|crypto|vault|protocol\/src\/api)\//;

/**
 * Bundles the web app with a mutation's modules in place of the real ones; what a mutation itself imports is real.
 * @returns the folder of the bundle; whoever asked for it removes it
 * @throws when a module that is to be replaced is not part of the app: the mutation would change nothing
 */
export async function buildMutated(mutation: Mutation): Promise<string> {
  const replaced = new Set<string>();
  const replacing = replacingPlugin(mutation, replaced);
  const folder = await mkdtemp(join(tmpdir(), `commonseal-${mutation.name}-`));
  const isOfWorker = Object.keys(mutation.replaces).every((module) => ofVaultWorker.test(module));
  await (isOfWorker ? buildVaultWorker(replacing, folder) : buildApp(replacing, folder));
  const unused = Object.keys(mutation.replaces).filter((module) => !replaced.has(module));
  if (unused.length > 0) throw new Error(`${mutation.name} replaces what is not there: ${unused.join(', ')}`);
  return folder;
}

/** The real app as it was built, but for its vault worker: that costs a third of building all of it. */
async function buildVaultWorker(replacing: Plugin, folder: string): Promise<void> {
  await cp(join(webApp, 'dist'), folder, { recursive: true });
  const assets = join(folder, 'assets');
  const [name, ...others] = (await readdir(assets)).filter((file) => /^vault-worker-[\w-]+\.js$/.test(file));
  if (name === undefined || others.length > 0) throw new Error('the built app has not one vault worker');
  // With the forms in which it would be sent.
  for (const ending of ['', '.br', '.gz']) await rm(join(assets, `${name}${ending}`), { force: true });
  await bundle(folder, [replacing], replacing, {
    emptyOutDir: false,
    copyPublicDir: false,
    // It is no page: what it loads cannot be announced in a document.
    modulePreload: false,
    rolldownOptions: {
      input: join(webApp, 'src/vault-worker/vault-worker.ts'),
      output: { entryFileNames: `assets/${name}` },
    },
  });
}

async function buildApp(replacing: Plugin, folder: string): Promise<void> {
  const { default: react } = await import('@vitejs/plugin-react');
  const { frameScript } = await import('../../apps/web/build/frame-script.ts');
  await bundle(folder, [replacing, react(), frameScript([replacing])], replacing, { emptyOutDir: true });
}

async function bundle(
  folder: string,
  plugins: PluginOption[],
  replacing: Plugin,
  options: BuildOptions,
): Promise<void> {
  const { build, mergeConfig } = await import('vite');
  const { default: config } = await import('../../vite.config.ts');
  const base: UserConfig = { ...config, plugins: [] };
  await build(
    mergeConfig(base, {
      configFile: false,
      mode: 'production',
      logLevel: 'error',
      root: webApp,
      plugins,
      worker: { plugins: () => [replacing] },
      build: { outDir: folder, minify: false, sourcemap: false, reportCompressedSize: false, ...options },
    } satisfies UserConfig & { configFile: false; mode: string }),
  );
}

/** @param replaced takes in which modules were there */
export function replacingPlugin(
  { name, replaces }: Mutation | KeyholderMutation | ConnectorMutation,
  replaced: Set<string>,
): Plugin {
  const standIns = new Map(
    Object.entries(replaces).map(([module, file]) => [
      join(repositoryRoot, module),
      { module, path: join(mutationsFolder, name, file) },
    ]),
  );
  const names = Object.keys(replaces).map((module) => basename(module).replaceAll('.', String.raw`\.`));
  const imported = new RegExp(`(?:^|/)(?:${names.join('|')})(?:\\?|$)`);
  return {
    name: 'commonseal-mutation',
    enforce: 'pre',
    resolveId: {
      // Asked about each of thousands of imports, the bundler would wait longest for this.
      filter: { id: imported },
      async handler(source, importer, options) {
        if (importer?.startsWith(mutationsFolder + sep)) return null;
        const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
        const standIn = resolved ? standIns.get(resolved.id.split('?', 1)[0] ?? '') : undefined;
        if (!standIn) return null;
        replaced.add(standIn.module);
        return standIn.path;
      },
    },
  };
}
