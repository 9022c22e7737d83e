import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { createTheme, ThemeProvider } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { sizes } from '../theme/tokens.ts';

const variable = (name: string) => `var(--sy-${name})`;

/**
 * MUI in the look of the panel. It comes with the first form and not before: shell and lists are plain CSS over the same tokens.
 * Colours are CSS variables (`nativeColor`), so that a change of theme is no work for MUI.
 */
const theme = createTheme({
  cssVariables: { cssVarPrefix: 'mui', nativeColor: true },
  palette: {
    primary: { main: variable('accent'), contrastText: variable('on-accent') },
    error: { main: variable('failing') },
    warning: { main: variable('attention') },
    success: { main: variable('ok') },
    text: { primary: variable('text'), secondary: variable('muted'), disabled: variable('faint') },
    background: { default: variable('bg'), paper: variable('paper') },
    divider: variable('line'),
  },
  shape: { borderRadius: 6 },
  typography: { fontFamily: sizes.font, fontSize: 13.5, htmlFontSize: 16 },
  transitions: { create: () => 'none' },
  components: {
    MuiInputLabel: {
      defaultProps: { shrink: true },
      styleOverrides: {
        root: {
          position: 'static',
          transform: 'none',
          maxWidth: 'none',
          whiteSpace: 'normal',
          marginBottom: 4,
          fontSize: 12.5,
          fontWeight: 500,
          color: variable('muted'),
          '&.Mui-focused': { color: variable('muted') },
          '&.Mui-error': { color: variable('failing') },
        },
        asterisk: { display: 'none' },
      },
    },
    MuiOutlinedInput: {
      defaultProps: { notched: false },
      styleOverrides: {
        root: {
          background: variable('paper'),
          fontSize: 13.5,
          minHeight: 34,
          '&.MuiInputBase-multiline': { padding: '7px 10px' },
          '&:hover .MuiOutlinedInput-notchedOutline': { borderColor: variable('faint') },
        },
        input: { padding: '6px 10px', height: 'auto', '&.MuiInputBase-inputMultiline': { padding: 0 } },
        notchedOutline: { top: 0, borderColor: variable('line-strong'), '& legend': { display: 'none' } },
      },
    },
    MuiNativeSelect: {
      styleOverrides: { select: { paddingTop: 6, paddingBottom: 6 }, icon: { color: variable('muted') } },
    },
    MuiFormHelperText: {
      styleOverrides: { root: { margin: '4px 0 0', fontSize: 12.5, lineHeight: 1.4, color: variable('muted') } },
    },
  },
});

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
const cache = createCache({ key: 'mui', prepend: true, ...(nonce ? { nonce } : {}) });

export function Mui({ children }: { children: ReactNode }) {
  return (
    <CacheProvider value={cache}>
      <ThemeProvider theme={theme}>{children}</ThemeProvider>
    </CacheProvider>
  );
}
