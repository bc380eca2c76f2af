import { resolve } from 'node:path';
import { type Plugin, build } from 'vite';

const entry = resolve(import.meta.dirname, '../src/frame/frame.ts');

async function bundle(plugins: readonly Plugin[]): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [...plugins],
    build: {
      write: false,
      target: 'es2023',
      lib: { entry, formats: ['iife'], name: 'commonsealFrame', fileName: 'frame' },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined;
  if (chunk === undefined) throw new TypeError('the frame has no script');
  return chunk.code;
}

/**
 * Emits `/frame.js`: one classic script under a fixed name, because the frame's policy names exactly it, and because a
 * frame of an opaque origin may not load modules.
 * @param plugins for that script's own bundle
 */
export function frameScript(plugins: readonly Plugin[] = []): Plugin {
  return {
    name: 'commonseal-frame-script',
    // The bundle of the page only, not those of its workers.
    applyToEnvironment: (environment) => environment.name === 'client',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'frame.js', source: await bundle(plugins) });
    },
    configureServer(server) {
      server.middlewares.use('/frame.js', (_request, response, next) => {
        bundle(plugins).then((code) => {
          response.setHeader('content-type', 'text/javascript');
          response.end(code);
        }, next);
      });
    },
  };
}
