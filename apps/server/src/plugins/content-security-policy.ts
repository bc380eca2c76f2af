/** Names of the Trusted Types policies that the page may make. */
const trustedTypesPolicies = ['commonseal'];

/** For every response but the frame: nothing from anywhere else, no inline code, no framing. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  `trusted-types ${trustedTypesPolicies.join(' ')}`,
].join('; ');

/**
 * For the worker that reads strangers' files: a worker has the policy that comes with its own script, not that of the page. That script is all
 * of it: it loads nothing and connects to nothing. It may load none of our own scripts either, because their addresses would say to the server
 * what it is to say, and begin no worker of ours, because that one would have the policy of the page.
 */
export const analysisWorkerPolicy = [
  "default-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/**
 * For `/frame.html`, in which third-party HTML is shown. Its origin is opaque, so 'self' would match nothing: the one
 * script and the one parent are named by the origin of the server itself.
 */
export function frameSecurityPolicy(origin: string): string {
  return [
    "default-src 'none'",
    `script-src ${origin}/frame.js`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${origin}`,
    'sandbox allow-scripts',
  ].join('; ');
}
