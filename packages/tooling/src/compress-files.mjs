import { readFile, readdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** What browsers load and what shrinks. Source maps are for developers' tools alone. */
const compressed = new Set(['.css', '.html', '.js', '.mjs', '.svg', '.wasm']);

/** The highest, 11, makes the first load a twelfth smaller and each build 15 s of the processor longer. */
const brotliQuality = 9;

/** @type {ReadonlyMap<string, (bytes: Buffer) => Promise<Buffer>>} */
const forms = new Map([
  [
    '.br',
    (bytes) =>
      promisify(brotliCompress)(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      }),
  ],
  ['.gz', (bytes) => promisify(gzip)(bytes, { level: 9 })],
]);

/**
 * Puts beside each file of a folder what the server sends of it to browsers that take it compressed: `NAME.br` and `NAME.gz`, unless
 * that saves nothing. The same bytes give the same bytes.
 * @param {string} folder
 */
export async function compressFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && compressed.has(extname(entry.name)))
    .map(({ parentPath, name }) => join(parentPath, name));
  await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path);
      for (const [ending, compress] of forms) {
        const smaller = await compress(bytes);
        if (smaller.length < bytes.length) await writeFile(`${path}${ending}`, smaller);
      }
    }),
  );
}
