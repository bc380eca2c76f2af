/** Where to go after unlocking. Only pages of this app: the address bar is anybody's to fill in. */
export function safeReturnPath(path: unknown): string | undefined {
  return typeof path === 'string' &&
    /^\/(?:content(?:\/[\w-]{1,64})?|analytics|sources|members|worker|activity|security|recovery-kit|break-glass\/new)$/.test(
      path,
    )
    ? path
    : undefined;
}

const pages = [
  '/analytics',
  '/sources',
  '/members',
  '/worker',
  '/activity',
  '/security',
  '/recovery-kit',
  '/break-glass/new',
] as const;

export type ReturnLink =
  | { readonly to: '/content' | (typeof pages)[number] }
  | { readonly to: '/content/$itemId'; readonly params: { readonly itemId: string } };

export function returnLink(path: string | undefined): ReturnLink {
  const page = pages.find((known) => known === path);
  if (page !== undefined) return { to: page };
  const itemId = path?.match(/^\/content\/([\w-]+)$/)?.[1];
  return itemId === undefined ? { to: '/content' } : { to: '/content/$itemId', params: { itemId } };
}
