import { describe, expect, it } from 'vitest';
import { contentIdOf, isFollowable, referenceKind, stripRemoteFromCss } from '../src/frame/references.ts';

describe('references of third-party HTML', () => {
  it.each([
    'http://example.org/a.png',
    'https://example.org/a.png',
    '//example.org/a.png',
    'a.png',
    '/a.png',
    'blob:http://localhost/1',
    'data:text/html,<script>',
    'data:image/svg+xml,<svg/>',
    'javascript:alert(1)',
    'ftp://example.org/',
  ])('counts %s as remote', (reference) => {
    expect(referenceKind(reference)).toBe('remote');
  });

  it('lets pictures through that lie in the message', () => {
    expect(referenceKind(' DATA:image/PNG;base64,AA==')).toBe('inline');
    expect(referenceKind('cid:logo@x')).toBe('content-id');
    expect(contentIdOf('cid:lo%20go@x')).toBe('lo go@x');
    expect(contentIdOf('CID:100%')).toBe('100%');
  });

  it('follows only links that lead somewhere harmless', () => {
    for (const href of ['https://a.b', 'http://a.b', 'mailto:a@b.c', 'tel:+1'])
      expect(isFollowable(href)).toBe(true);
    for (const href of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'a', '']) {
      expect(isFollowable(href)).toBe(false);
    }
  });

  it('takes out of a style what it would fetch, and counts it', () => {
    const { css, blocked } = stripRemoteFromCss(
      `p { background: url("http://a/b.png") red; } q { background-image: image-set(url("//c/d") 1x); } r { cursor: url('e.cur'), auto; } s { background: url(f.png); }`,
    );
    expect(css).toBe(
      'p { background: none red; } q { background-image: image-set(none 1x); } r { cursor: none, auto; } s { background: none; }',
    );
    expect(blocked).toBe(4);
  });

  it.each([
    [String.raw`a { --x: u\72l(http://a/b); }`, 'a { --x: none; }'],
    [String.raw`a { --x: \55 \000052\l("http://a/b"); }`, 'a { --x: none; }'],
    ['a { --x: image-set("http://a/b" 1x); }', 'a { --x: image-set("" 1x); }'],
    ["a { background: image-set('//a/b' 1x), var(--y); }", 'a { background: image-set("" 1x), var(--y); }'],
  ])('finds an address that is only put together later: %s', (style, css) => {
    expect(stripRemoteFromCss(style)).toEqual({ css, blocked: 1 });
  });

  it('leaves escapes and strings alone that are no addresses', () => {
    const style = String.raw`.\31 23.w\:1 { --f: "Arial \201c"; content: "\\72 l(x)"; }`;
    expect(stripRemoteFromCss(style)).toEqual({ css: style, blocked: 0 });
  });

  it('keeps what a style brings along', () => {
    const style = 'p { background: url("data:image/png;base64,AA=="); } q { mask: url(""); }';
    expect(stripRemoteFromCss(style)).toEqual({ css: style, blocked: 0 });
  });

  it.each([
    'url(',
    'url( ',
    'url("',
    "url('",
    String.raw`url(\"`,
    String.raw`"\"//`,
    String.raw`\"//`,
    ' ',
    "' ",
  ])('is not slowed down by very many %j', (part) => {
    const before = process.cpuUsage();
    for (const begin of ['url(', 'url("', '--x: "', "--x: '//"])
      stripRemoteFromCss(begin + part.repeat(100_000));
    // Of the processor: a busy machine takes its time.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2_000);
  });

  it('does not stop at a bracket or a quote within an address', () => {
    expect(stripRemoteFromCss('a { b: url("http://x/)\\"y"); color: red; }')).toEqual({
      css: 'a { b: none; color: red; }',
      blocked: 1,
    });
  });
});
