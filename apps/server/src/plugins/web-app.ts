import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { CommonsealError } from '@commonseal/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const noWebApp = `<!doctype html>
<html lang="en">
<title>Commonseal</title>
<h1>The web app is not built</h1>
<p>This server runs, but there are no pages for it to show.
Run <code>npm run build</code> in the repository, or start with <code>npm start</code>, which builds all that is missing.</p>
</html>
`;

/** The bundler puts a hash of the content into these names: another content is another file. */
const hashedAsset = /[/\\]assets[/\\][^/\\]+-[\w-]{8,}\.\w+(?:\.br|\.gz)?$/;

/** What the build put beside a file: it is sent in its place, and is no address of its own. */
const compressedForm = /\.(?:br|gz)$/;

/** Whether a browser wants a page, rather than a script or an image that is not there. */
function isNavigation(request: FastifyRequest): boolean {
  return request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
}

/** The web app's files, and its one page for every address that is a view of the app. */
export async function addWebApp(app: FastifyInstance, root: string): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    suppressWarning: true,
    cacheControl: false,
    dotfiles: 'ignore',
    preCompressed: true,
    allowedPath: (path) => !compressedForm.test(path),
    setHeaders(reply, path) {
      const isImmutable = hashedAsset.test(path);
      reply.header('cache-control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const isApi = /^\/api(?:[/?]|$)/.test(request.url);
    if (isApi || !isNavigation(request)) throw new CommonsealError('not_found', 'no such address');
    sendPage(reply, root);
  });
}

/** The reply is not handed on: it is a promise too, and each of the several handlers that it has passed would wait. */
function sendPage(reply: FastifyReply, root: string): void {
  // Looked for each time: it may be built while the server runs.
  if (existsSync(join(root, 'index.html'))) reply.sendFile('index.html');
  else reply.code(503).type('text/html; charset=utf-8').send(noWebApp);
}
