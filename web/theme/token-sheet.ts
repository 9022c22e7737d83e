import { colours, sizes } from './tokens.ts';

/** The tokens as a style sheet. `light-dark()` follows `color-scheme`, so choosing a theme is one attribute on <html>. */
export function tokenSheet(): string {
  const lines = [
    ...Object.entries(colours).map(([name, [light, dark]]) => `--sy-${name}: light-dark(${light}, ${dark});`),
    ...Object.entries(sizes).map(([name, value]) => `--sy-${name}: ${value};`),
  ];
  return `:root{color-scheme:light dark;${lines.join('')}}
:root[data-theme='light']{color-scheme:light}
:root[data-theme='dark']{color-scheme:dark}`;
}
