import { read, write } from './preferences.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const chosenTheme = (): Theme => {
  const stored = read<string>('theme', 'system');
  return THEMES.find((one) => one === stored) ?? 'system';
};

/** The style sheet follows `data-theme`; without it, the system. */
export function applyTheme(theme: Theme = chosenTheme()): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export function chooseTheme(theme: Theme): void {
  write('theme', theme);
  applyTheme(theme);
}
