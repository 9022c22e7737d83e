import { z } from 'zod';
import { estateDiff, type EstateDiff } from '../contract/api/estate.ts';
import { problem } from '../contract/api/problem.ts';
import { StartError } from '../runtime/start-error.ts';

export interface PanelAddress {
  url: string;
  token: string;
}

/** The panel said no. */
export class PanelRefusal extends StartError {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The panel is not there to be asked. */
export class PanelAway extends StartError {}

/**
 * One request to a panel's API, below /api/v1.
 * @throws PanelAway, PanelRefusal
 */
export async function askPanel(panel: PanelAddress, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await reach(panel.url, () =>
    fetch(new URL(`/api/v1${path}`, panel.url), {
      method,
      headers: {
        authorization: `Bearer ${panel.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  if (answer.status === 401) throw new PanelRefusal(401, `${panel.url} does not accept the token`);
  const said: unknown = await answer.json().catch(() => undefined);
  if (answer.ok) return said;
  throw new PanelRefusal(answer.status, explain(panel.url, answer.status, said));
}

/** POST /estate of a panel. `dryRun` only tells the difference. */
export const postEstate = async (panel: PanelAddress, estate: unknown, dryRun: boolean): Promise<EstateDiff> =>
  estateDiff.parse(await askPanel(panel, 'POST', '/estate', { estate, dryRun }));

const named = z.looseObject({ items: z.array(z.looseObject({ name: z.string() })) });

/** Names of the sources that a panel has. */
export const readSourceNames = async (panel: PanelAddress): Promise<Set<string>> =>
  new Set(named.parse(await askPanel(panel, 'GET', '/sources?limit=1000')).items.map(({ name }) => name));

async function reach(url: string, call: () => Promise<Response>): Promise<Response> {
  try {
    return await call();
  } catch (error) {
    const reason = ((error as Error).cause as Error | undefined)?.message || (error as Error).message;
    throw new PanelAway(`cannot reach the panel at ${url} (${reason}); is it running?`);
  }
}

function explain(url: string, status: number, body: unknown): string {
  const parsed = problem.safeParse(body);
  if (!parsed.success) return `${url} answered ${status}`;
  const fields = Object.entries(parsed.data.errors ?? {}).map(([field, what]) => `${field}: ${what}`);
  return `${url} answered ${status}: ${[parsed.data.detail ?? parsed.data.title, ...fields].join('; ')}`;
}
