import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** Without the background networking of a desktop browser: nothing may be asked of other hosts. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ARGS });

export interface Look {
  width: 1440 | 390;
  theme: 'light' | 'dark';
}
export const LOOKS: readonly Look[] = [
  { width: 1440, theme: 'light' },
  { width: 1440, theme: 'dark' },
  { width: 390, theme: 'light' },
  { width: 390, theme: 'dark' },
];

/** The session cookie of somebody, as `name=value`; empty where nobody has to sign in. */
export async function signedIn(base: string, user: string | undefined, password: string | undefined): Promise<string> {
  if (!user) return '';
  const answer = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: base },
    body: JSON.stringify({ name: user, password }),
  });
  if (!answer.ok) throw new Error(`cannot sign in: ${answer.status}`);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

export interface Opened {
  context: BrowserContext;
  page: Page;
  /** Errors and warnings of the console. */
  problems: string[];
}

export async function open(browser: Browser, { width, theme }: Look, cookie = '', base = ''): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height: width === 390 ? 844 : 900 },
    colorScheme: theme,
    reducedMotion: 'reduce',
    hasTouch: width === 390,
    timezoneId: 'Europe/Berlin',
  });
  const [name = '', value = ''] = cookie.split('=', 2);
  if (name) await context.addCookies([{ name, value, url: base }]);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      problems.push(`${message.type()}: ${message.text()}`);
  });
  return { context, page, problems };
}
