import { blockedMark } from './sanitise.ts';

/** Letters are written for white paper, so they get some whatever the theme around them. */
export const baseStyle = `
  :root { color-scheme: light; background: #fff; color: #1c1a16; }
  body { margin: 16px; font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; overflow-wrap: anywhere; }
  img { max-width: 100%; height: auto; }
  pre { white-space: pre-wrap; }
  a { color: #14564a; }
  img[${blockedMark}] { min-width: 24px; min-height: 20px; border: 1px dashed #857d6e; border-radius: 4px; color: #575146; font-size: 12px; }
`;
