import { fileURLToPath } from 'node:url';

// What is found by its place. This module lies in `src`, and what is made of it in `dist` or `bundle`: each a folder of the app.

/** Plain SQL, read from the sources wherever the program runs from: neither compiler nor bundler copies it. */
export const migrationsFolder = fileURLToPath(new URL('../src/migrations', import.meta.url));

export const builtWebApp = fileURLToPath(new URL('../../web/dist', import.meta.url));
