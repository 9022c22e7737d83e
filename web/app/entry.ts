import '../theme/tokens.css';
import '../theme/base.css';
import '../ui/ui.css';
import '../ui/event-line.css';
import './shell.css';
import '../grid/grid.css';
import { askEarly } from '../api/early.ts';
import { firstRequests } from './first-requests.ts';
import { preloadPage } from './page-imports.ts';
import { applyTheme } from './theme-choice.ts';

applyTheme();
for (const url of firstRequests(location.pathname, location.search)) askEarly(url);
preloadPage(location.pathname);
void import('./main.tsx').then(({ start }) => start());
