import type { FastifyInstance } from 'fastify';
import {
  analysisWorkerPolicy,
  contentSecurityPolicy,
  frameSecurityPolicy,
} from './content-security-policy.ts';
import { ownOrigin } from './own-origin.ts';

export interface SecurityHeadersOptions {
  readonly publicOrigin: string | undefined;
  readonly isSecure: boolean;
}

const permissionsPolicy = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
]
  .map((feature) => `${feature}=()`)
  // To scan a recovery kit with: the page's own, and never that of a frame within it, whose origin is opaque.
  .concat('camera=(self)')
  .join(', ');

/** As the bundler names what it makes of `analysis-worker.ts`. */
const analysisWorkerScript = /^\/assets\/analysis-worker-[\w-]+\.js$/;

/** Headers of every response, whatever becomes of the request. */
export function securityHeaders(isSecure: boolean): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'permissions-policy': permissionsPolicy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    // Without TLS the header means nothing, and on localhost it would lock other programs out.
    ...(isSecure ? { 'strict-transport-security': 'max-age=63072000' } : {}),
    // The web app's own files say otherwise themselves.
    'cache-control': 'no-store',
  };
}

export function addSecurityHeaders(app: FastifyInstance, options: SecurityHeadersOptions): void {
  const headers = securityHeaders(options.isSecure);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    const path = request.url.split('?', 1)[0];
    if (path === '/frame.html') {
      const origin = ownOrigin(request, options.publicOrigin);
      // Without a plausible origin the frame keeps the strict policy, under which it shows nothing.
      if (origin !== undefined) reply.header('content-security-policy', frameSecurityPolicy(origin));
    }
    if (path !== undefined && analysisWorkerScript.test(path))
      reply.header('content-security-policy', analysisWorkerPolicy);
    // Loaded by the frame, whose opaque origin is not the server's own.
    if (path === '/frame.js') reply.header('cross-origin-resource-policy', 'cross-origin');
  });
}
