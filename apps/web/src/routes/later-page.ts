import type { RouteComponent } from '@tanstack/react-router';
import { type ComponentType, createElement } from 'react';
import type { laterPages } from './later-pages.ts';

type LaterPages = typeof laterPages;

/**
 * A page that is no part of what is loaded first. The router loads it before it shows it; one that cannot be loaded is its fault
 * page, and is tried again the next time. (The router's own form reloads the whole page then, which would lock it.)
 */
export function laterPage(name: keyof LaterPages): RouteComponent {
  let loaded: ComponentType | undefined;
  const page: RouteComponent = () => {
    if (loaded === undefined) throw new TypeError('a page is shown before it was loaded');
    return createElement(loaded);
  };
  page.preload = async () => {
    loaded = (await import('./later-pages.ts')).laterPages[name];
    delete page.preload;
  };
  return page;
}
