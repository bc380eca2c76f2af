/** Where the tag that begins at `start` ends, as browsers read it: a quote only counts after an equals sign. */
function tagEnd(html: string, start: number): number {
  let isAfterEquals = false;
  for (let at = start + 1; at < html.length; at += 1) {
    const character = html.charAt(at);
    if (character === '>') return at + 1;
    if (isAfterEquals && (character === '"' || character === "'")) {
      const closing = html.indexOf(character, at + 1);
      if (closing === -1) return html.length;
      at = closing;
      isAfterEquals = false;
    } else if (!/\s/.test(character)) isAfterEquals = character === '=';
  }
  return html.length;
}

function inertTag(tag: string): string {
  return tag
    .replace(/^<(?:base|track)(?=[\s/>])/i, (start) => `<x-${start.slice(1).toLowerCase()}`)
    .replaceAll(/([\s/"'])on(?=[a-z]+[\s=/>])/gi, '$1data-on-');
}

/**
 * Renames event handlers, `<base>` and `<track>` before anything parses them. Browsers check these against the policy
 * at parsing, even in a document that shows nothing and even if they are removed at once; the reports would drown those that
 * matter. What this should miss is still removed, and could still not run.
 */
export function inertMarkup(html: string): string {
  let result = '';
  let copied = 0;
  const tagStart = /<[a-z]/gi;
  for (let match = tagStart.exec(html); match !== null; match = tagStart.exec(html)) {
    const end = tagEnd(html, match.index);
    result += html.slice(copied, match.index) + inertTag(html.slice(match.index, end));
    copied = end;
    tagStart.lastIndex = end;
  }
  return result + html.slice(copied);
}
