/**
 * Every colour and size of the panel, as [light, dark]. The build makes CSS custom properties `--sy-*` of it (`token-sheet.ts`).
 * Text colours hold 4.5:1 on `bg`, `paper` and `raised` in both themes.
 */
export const colours = {
  bg: ['#f6f7f9', '#0e1116'],
  paper: ['#ffffff', '#151920'],
  raised: ['#eef0f4', '#1c222b'],
  line: ['#e2e5eb', '#262c37'],
  'line-strong': ['#c6ccd7', '#3b4453'],
  text: ['#1a1f29', '#e3e7ee'],
  muted: ['#515a6b', '#a3acbb'],
  faint: ['#626b7b', '#8f99a9'],
  accent: ['#3451d1', '#4763e4'],
  'accent-text': ['#2f49bd', '#93a8ff'],
  'on-accent': ['#ffffff', '#ffffff'],
  'accent-wash': ['#e9edff', '#1b2444'],
  focus: ['#3451d1', '#93a8ff'],
  selection: ['#e4eaff', '#1d2747'],
  glow: ['#fff0b8', '#4a3f14'],
  ok: ['#157347', '#4ac48d'],
  attention: ['#8f5600', '#efb458'],
  'attention-wash': ['#fff5dd', '#2b2413'],
  failing: ['#bd2626', '#ff857c'],
  'failing-wash': ['#fdecec', '#331a1b'],
  stale: ['#626b7b', '#8f99a9'],
  gone: ['#626b7b', '#8f99a9'],
  working: ['#1c64b5', '#70b4ff'],
  note: ['#4d5a76', '#a5b2cc'],
  stripe: ['#fdeecb', '#332a12'],
  'stripe-2': ['#fbe3ae', '#3d3216'],
  'series-1': ['#4f6bed', '#6d87ff'],
  'series-2': ['#2c9c8f', '#3fbfae'],
  'series-3': ['#c98a1b', '#e0aa45'],
  'series-4': ['#b04aa8', '#d27acb'],
  'series-5': ['#6b7c93', '#8fa0b8'],
  'series-6': ['#c2553f', '#e58a72'],
  'series-7': ['#5b8f2e', '#8cbf5c'],
  'series-8': ['#7a5cc7', '#a58bea'],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export type Colour = keyof typeof colours;

export const sizes = {
  header: '48px',
  menu: '208px',
  row: '36px',
  control: '30px',
  radius: '6px',
  'radius-small': '4px',
  motion: '120ms',
  'font-size': '13.5px',
  'font-small': '12px',
  font: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  mono: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  shadow: '0 8px 28px rgb(10 14 22 / 0.22), 0 1px 3px rgb(10 14 22 / 0.16)',
} as const;

export const series = [
  'series-1',
  'series-2',
  'series-3',
  'series-4',
  'series-5',
  'series-6',
  'series-7',
  'series-8',
] as const;
