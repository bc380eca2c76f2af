let page = '';
let count = 0;

function show(): void {
  document.title = `${count > 0 ? `(${count.toLocaleString()}) ` : ''}${page} · Commonseal`;
}

/** It goes into the browser's history on disk, so never a piece of content. */
export function setPageTitle(words: string): void {
  page = words;
  show();
}

/** How much is unread, before the page's own title. */
export function setTitleCount(unread: number): void {
  if (count === unread) return;
  count = unread;
  show();
}
