import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import type { Answer } from './answer.ts';
import type { HostileServer } from './hostile-server.ts';
import type { Mutation } from './mutation.ts';

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Serves another bundle than the real server's, with the real server's headers. */
export function serveBuild(hostile: HostileServer, folder: string, { withoutPolicy = [] }: Mutation): void {
  hostile.meddle('everything', async (exchange, forward) => {
    const [pathname = '/'] = exchange.path.split('?', 1);
    if (exchange.method !== 'GET' || /^\/(api\/|healthz|readyz)/.test(pathname)) return forward();
    const file = await readAsset(folder, pathname);
    // Headers do not depend on what is in a file; those of the frame are its own.
    const answer = await forward({ path: pathname.startsWith('/frame.') ? pathname : '/' });
    const dressed = dress(answer, file);
    const isBare = withoutPolicy === 'everywhere' || withoutPolicy.includes(pathname);
    return isBare ? dressed.withoutHeaders('content-security-policy') : dressed;
  });
}

interface Asset {
  readonly bytes: Buffer;
  readonly mediaType: string;
}

/** A path that is no file is a page of the app. */
async function readAsset(folder: string, pathname: string): Promise<Asset> {
  const inside = normalize(pathname === '/' ? '/index.html' : pathname);
  try {
    const mediaType = mediaTypes[extname(inside)] ?? 'application/octet-stream';
    return { bytes: await readFile(join(folder, inside)), mediaType };
  } catch {
    return { bytes: await readFile(join(folder, 'index.html')), mediaType: 'text/html; charset=utf-8' };
  }
}

function dress(answer: Answer, { bytes, mediaType }: Asset): Answer {
  return answer
    .withBody(bytes)
    .withoutHeaders('etag', 'last-modified')
    .withHeaders({ 'content-type': mediaType, 'cache-control': 'no-store' });
}
