import { describe, expect, it } from 'vitest';
import { inertMarkup } from '../src/frame/inert-markup.ts';

describe('markup before it is parsed', () => {
  it.each([
    ['<body onload="x()">', '<body data-on-load="x()">'],
    ['<img src=x\nonerror=y()>', '<img src=x\ndata-on-error=y()>'],
    ['<img/onerror=y()>', '<img/data-on-error=y()>'],
    ['<a title="1>2"onclick=y()>', '<a title="1>2"data-on-click=y()>'],
    ["<a title='1>2' ONCLICK = y()>", "<a title='1>2' data-on-CLICK = y()>"],
    ['<p onclick>', '<p data-on-click>'],
    ['<BASE href="http://x/">', '<x-base href="http://x/">'],
    ['<track default src=a>', '<x-track default src=a>'],
    ["<p don't onclick=y()>", "<p don't data-on-click=y()>"],
  ])('loses its handlers: %s', (html, inert) => {
    expect(inertMarkup(html)).toBe(inert);
  });

  it.each([
    'words on = words, onload=1',
    '<p>on sale = now</p>',
    '<basefont size=3>',
    '1 < 2 and onclick=3',
    '<p only="x" >on time</p>',
  ])('is otherwise left alone: %s', (html) => {
    const expected = html.replace('<p only=', '<p data-on-ly=');
    expect(inertMarkup(html)).toBe(expected);
  });

  it('costs no more than a look at each character, however it is broken', () => {
    const before = process.cpuUsage();
    for (const piece of ['<a "', '<a b="', "<a b='", '<a =', '<', '<a ']) inertMarkup(piece.repeat(250_000));
    // Of the processor: a busy machine takes its time.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(5_000);
  });
});
