import { estateDiff, type EstateDiff } from '../contract/api/estate.ts';
import { problem } from '../contract/api/problem.ts';
import { StartError } from '../runtime/start-error.ts';

export interface PanelAddress {
  url: string;
  token: string;
}

/** POST /estate of a panel. `dryRun` only tells the difference. */
export async function postEstate(panel: PanelAddress, estate: unknown, dryRun: boolean): Promise<EstateDiff> {
  const answer = await reach(panel.url, () =>
    fetch(new URL('/api/v1/estate', panel.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${panel.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ estate, dryRun }),
    }),
  );
  if (answer.status === 401) throw new StartError(`${panel.url} does not accept the token`);
  const body: unknown = await answer.json().catch(() => undefined);
  if (answer.ok) return estateDiff.parse(body);
  throw new StartError(explain(panel.url, answer.status, body));
}

async function reach(url: string, call: () => Promise<Response>): Promise<Response> {
  try {
    return await call();
  } catch (error) {
    const reason = ((error as Error).cause as Error | undefined)?.message || (error as Error).message;
    throw new StartError(`cannot reach the panel at ${url} (${reason}); is it running?`);
  }
}

function explain(url: string, status: number, body: unknown): string {
  const parsed = problem.safeParse(body);
  if (!parsed.success) return `${url} answered ${status}`;
  const fields = Object.entries(parsed.data.errors ?? {}).map(([field, what]) => `${field}: ${what}`);
  return `${url} answered ${status}: ${[parsed.data.detail ?? parsed.data.title, ...fields].join('; ')}`;
}
