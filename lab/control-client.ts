import { z } from 'zod';

const answerSchema = z.object({ text: z.string() });
const refusalSchema = z.object({ error: z.string() });

/**
 * Says something to a running lab, in the words of `switchyard lab <what>`.
 * @param url of the lab, without a path
 * @returns what to show
 * @throws Error with a sentence to show when the lab refuses or is not there
 */
export async function labCommand(url: string, words: readonly string[]): Promise<string> {
  const response = await fetch(`${url.replace(/\/$/, '')}/lab`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ words }),
  }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`No lab answers at ${url} (${cause}). Is "switchyard demo" running?`);
  });
  const value: unknown = await response.json().catch(() => undefined);
  if (!response.ok)
    throw new Error(refusalSchema.safeParse(value).data?.error ?? `The lab answered ${response.status}.`);
  return answerSchema.parse(value).text;
}
