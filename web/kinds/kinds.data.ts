import { kinds as declared } from '../../contract/kinds/all.ts';
import { webKind, type WebKind } from './web-kind.ts';

/**
 * Every kind as plain data. The build evaluates this module and ships its value (`vite.config.ts`), so that neither zod nor the
 * schemas travel to the browser: 30 kB gz of the first page's 240.
 */
export const kinds: readonly WebKind[] = declared.map(webKind);
