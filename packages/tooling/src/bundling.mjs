import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'vite';
import { repositoryRoot } from './repository.mjs';
import { workspaceSources } from './workspace-sources.mjs';

/**
 * Found where they are installed: code of the machine's own, which cannot be bundled, and what a reader of files loads only when it needs
 * it, as large as all the rest.
 */
const external = ['sodium-native', 'pdfjs-dist', 'eld'];

/**
 * What is run: it is read before the program, whose map would not be looked for otherwise.
 * @param {string} program
 */
const launcher = (program) => `// Places in stack traces are told as those of the sources.
process.setSourceMapsEnabled(true);
await import('./${program}');
`;

/**
 * Makes one module of a program that runs in Node, with all that it imports: loading hundreds takes two seconds of the
 * processor at each start. Beside it lie the map to its sources and the licences of what is in it.
 * @param {string} entry its main module, whose name ends in `.ts`
 * @param {string} outDir a folder within the repository, where native libraries are found; emptied first
 * @param {import('vite').Plugin[]} [plugins]
 * @returns {Promise<string>} what is to be run
 */
export async function bundleProgram(entry, outDir, plugins = []) {
  const name = basename(entry, '.ts');
  const program = `${name}-program.mjs`;
  await build({
    configFile: false,
    root: repositoryRoot,
    logLevel: 'error',
    plugins,
    // As `node --conditions=source` does, for our own packages alone.
    resolve: { alias: workspaceSources(repositoryRoot, 'node') },
    ssr: { noExternal: true, external },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: true,
      copyPublicDir: false,
      minify: false,
      sourcemap: true,
      target: 'node20',
      license: { fileName: 'licences.md' },
      rolldownOptions: {
        output: { entryFileNames: program, codeSplitting: false, sourcemapExcludeSources: true },
      },
    },
  });
  const main = join(outDir, `${name}.mjs`);
  writeFileSync(main, launcher(program));
  return main;
}
