import type { EndpointName } from '@commonseal/protocol/api';

interface Route {
  readonly endpoint: EndpointName | undefined;
  readonly params: Readonly<Record<string, string>>;
}

export type RouteFinder = (method: string, path: string) => Route;

/** The API's own table, read backwards. Loaded only now: it may have been built a moment ago. */
export async function findRoutes(): Promise<RouteFinder> {
  const { endpoints } = await import('@commonseal/protocol/api');
  const routes = Object.entries(endpoints).map(([name, { method, path }]) => ({
    endpoint: name as EndpointName,
    method,
    pattern: new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
  }));
  return (method, path) => {
    const [pathname = ''] = path.split('?', 1);
    for (const { endpoint, method: expected, pattern } of routes) {
      const match = method === expected ? pattern.exec(pathname) : null;
      if (match) return { endpoint, params: { ...match.groups } };
    }
    return { endpoint: undefined, params: {} };
  };
}
