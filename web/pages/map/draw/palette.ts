import { colours, sizes, type Colour } from '../../../theme/tokens.ts';

/** The theme's colours as a canvas takes them: it knows neither custom properties nor `light-dark()`. */
export type Palette = Readonly<Record<Colour, string>>;

const of = (n: 0 | 1) => Object.fromEntries(Object.entries(colours).map(([name, pair]) => [name, pair[n]])) as Palette;
const palettes = { light: of(0), dark: of(1) };

const DARK = '(prefers-color-scheme: dark)';

/** By the chosen theme, or the system's. */
export function palette(): Palette {
  const chosen = document.documentElement.dataset['theme'];
  return palettes[chosen === 'dark' || (!chosen && matchMedia(DARK).matches) ? 'dark' : 'light'];
}

export function onTheme(listener: () => void): () => void {
  const system = matchMedia(DARK);
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  system.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', listener);
  };
}

export const font = (size: number, weight = 400) => `${weight} ${size}px ${sizes.font}`;
