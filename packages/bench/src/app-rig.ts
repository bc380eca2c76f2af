import type { Browser } from '@playwright/test';

export interface RigFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface RigPerson {
  readonly email: string;
  readonly password: string;
}

/** The real server with a database of its own, and a real browser. */
export interface AppRig {
  readonly url: string;
  readonly browser: Browser;
  readonly database: {
    query(text: string): Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
  };
  /** Holds a password of the rig's own. */
  readonly databaseUrl: string;
  /** A module and all that it imports, for a page that has neither. @param entry its path */
  pageScript(entry: string): Promise<string>;
  /** So that all of it is not taken for somebody who guesses passwords. */
  clearLimits(): Promise<void>;
  /** Somebody whose own client has sealed these files and had the server accept them. */
  person(items: number, fileAt: (at: number) => RigFile, tell: (done: number) => void): Promise<RigPerson>;
  stop(): Promise<void>;
}

interface RigModule {
  readonly AppRig: { start(): Promise<AppRig> };
}

/** No workspace exports it: it stands on what the tests of several have. */
export async function startAppRig(): Promise<AppRig> {
  const path = new URL('../../../e2e/fixtures/app-rig.ts', import.meta.url).href;
  const { AppRig: rig } = (await import(path)) as RigModule;
  return rig.start();
}
