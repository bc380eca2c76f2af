import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where the bundler finds the sources of each public entry of the workspaces, from the `source` condition of
 * their exports, and of what they choose by platform, from their imports. The condition itself is not given to the bundler or the
 * compiler: published libraries use the same word for sources of theirs that are not meant to be compiled with our settings.
 *
 * @param {string} root
 * @param {'node' | 'browser'} platform where the bundle runs
 * @returns {{ find: RegExp, replacement: string }[]}
 */
export function workspaceSources(root, platform) {
  const folder = join(root, 'packages');
  return readdirSync(folder).flatMap((name) => {
    const manifest = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'));
    /** @type {Record<string, { source?: string }>} */
    const entries = manifest.exports ?? {};
    /** @type {Record<string, Record<'node' | 'default', { source: string }>>} */
    const variants = manifest.imports ?? {};
    return [
      ...Object.entries(entries).flatMap(([subpath, { source }]) => {
        if (source === undefined) return [];
        const specifier = manifest.name + subpath.slice(1);
        return [{ find: new RegExp(`^${specifier}$`), replacement: join(folder, name, source) }];
      }),
      ...Object.entries(variants).map(([specifier, each]) => ({
        find: new RegExp(`^${specifier}$`),
        replacement: join(folder, name, each[platform === 'node' ? 'node' : 'default'].source),
      })),
    ];
  });
}
