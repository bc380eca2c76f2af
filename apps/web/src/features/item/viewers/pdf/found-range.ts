import { type Found, pieceAt } from './find-text.ts';

/**
 * Where on the screen something was found.
 * @param texts the page's text in pieces
 * @param nodes the text node of each piece
 */
export function rangeOf(
  found: Found,
  texts: readonly string[],
  nodes: readonly (ChildNode | null)[],
): Range | undefined {
  const [first, last] = [pieceAt(texts, found.start, true), pieceAt(texts, found.end, false)];
  const [startNode, endNode] = [nodes[first.piece], nodes[last.piece]];
  if (!startNode || !endNode) return undefined;
  const range = document.createRange();
  range.setStart(startNode, Math.min(first.offset, startNode.textContent?.length ?? 0));
  range.setEnd(endNode, Math.min(last.offset, endNode.textContent?.length ?? 0));
  return range;
}
