/** Where to go after unlocking. Only pages of this app: the address bar is anybody's to fill in. */
export function safeReturnPath(path: unknown): string | undefined {
  return typeof path === 'string' && /^\/(?:content(?:\/[\w-]{1,64})?|sources|members|activity)$/.test(path)
    ? path
    : undefined;
}

export type ReturnLink =
  | { readonly to: '/content' | '/sources' | '/members' | '/activity' }
  | { readonly to: '/content/$itemId'; readonly params: { readonly itemId: string } };

export function returnLink(path: string | undefined): ReturnLink {
  if (path === '/sources' || path === '/members' || path === '/activity') return { to: path };
  const itemId = path?.match(/^\/content\/([\w-]+)$/)?.[1];
  return itemId === undefined ? { to: '/content' } : { to: '/content/$itemId', params: { itemId } };
}
