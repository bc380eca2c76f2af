import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface ChildProgram {
  readonly path: string;
  readonly nodeOptions: readonly string[];
}

/** Compiled like the module here, or, in tests, from its source like it. */
export function childProgram(): ChildProgram {
  if (!import.meta.url.endsWith('.ts')) return { path: pathOf('../child/main.js'), nodeOptions: [] };
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return { path: pathOf('../child/main.ts'), nodeOptions: ['--conditions=source', '--import', loader] };
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
