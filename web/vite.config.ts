import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { actions } from './planning/actions.data.ts';
import { kinds } from './kinds/kinds.data.ts';
import { tokenSheet } from './theme/token-sheet.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Modules whose value is known at build time: shipped as data, without what was needed to compute it. */
function evaluated(): Plugin {
  const values: Record<string, () => string> = {
    [here('./kinds/kinds.data.ts')]: () => `export const kinds = ${JSON.stringify(kinds)};`,
    [here('./planning/actions.data.ts')]: () => `export const actions = ${JSON.stringify(actions)};`,
    [here('./theme/tokens.css')]: tokenSheet,
  };
  return {
    name: 'switchyard:evaluated',
    enforce: 'pre',
    load: (id) => values[id.split('?')[0] ?? id]?.(),
  };
}

/** The entry imports the app dynamically, so the browser would learn of the app's chunks only after running the entry. */
function preloadApp(): Plugin {
  return {
    name: 'switchyard:preload-app',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle, chunk: entry }) {
        if (!bundle || !entry) return html;
        const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
        const app = chunks.find((one) => one.facadeModuleId === here('./app/main.tsx'));
        const files = app ? [app.fileName, ...app.imports] : [];
        const known = new Set([entry.fileName, ...entry.imports]);
        const links = [...new Set(files)].filter((file) => !known.has(file));
        return links.map((file) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
          injectTo: 'head' as const,
        }));
      },
    },
  };
}

const npm = (...names: string[]) => new RegExp(`[\\\\/]node_modules[\\\\/](?:${names.join('|')})[\\\\/]`);

const START = new RegExp(
  [
    'vite[\\\\/]preload-helper',
    '[\\\\/]web[\\\\/]kinds[\\\\/]',
    '[\\\\/]web[\\\\/](?:api[\\\\/](?:early|list-query)|app[\\\\/](?:scope|first-requests|preferences|theme-choice|page-imports)|grid[\\\\/](?:list-state|filter-grammar)|ui[\\\\/](?:relative-time|quantity))\\.ts$',
  ].join('|'),
);

export default defineConfig({
  root: here('.'),
  plugins: [evaluated(), react(), preloadApp()],
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: here('../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Few files: on a cold cache each one costs more than its bytes. Graph, charts and palette stay apart.
          groups: [
            // What the entry runs: it asks for the first page's data before react has arrived, so it must not wait for react.
            { name: 'start', test: START, priority: 5, includeDependenciesRecursively: false },
            {
              name: 'react',
              test: npm('react', 'react-dom', 'scheduler', 'react-router', 'cookie', 'set-cookie-parser'),
              priority: 3,
            },
            { name: 'flow', test: npm('@xyflow', 'd3-[a-z]+', 'zustand', 'classcat'), priority: 3 },
            { name: 'charts', test: npm('uplot'), priority: 3 },
            { name: 'palette', test: npm('cmdk', '@radix-ui', 'react-remove-scroll'), priority: 3 },
            { name: 'grid', test: npm('@tanstack[\\/](?:react-)?virtual(?:-core)?'), priority: 3 },
            {
              name: 'core',
              test: npm('ra-core', '@tanstack[\\/](?:react-query|query-core)', 'react-error-boundary', 'lodash'),
              priority: 2,
            },
            {
              name: 'app',
              test: /[\\/]web[\\/](?:app|api|ui|kinds|theme)[\\/](?!entry|early)/,
              priority: 1,
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
  server: {
    // Not all of /api: modules of web/api are served from there.
    proxy: { '^/api/(v1|docs)': process.env['SWITCHYARD_API'] ?? 'http://127.0.0.1:3000' },
  },
});
