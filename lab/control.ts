import type { IncomingMessage, ServerResponse } from 'node:http';
import { z, ZodError } from 'zod';
import { balancerCommands } from './control/balancer-commands.ts';
import { bodyFromWords, type Command, ControlError, type ControlledLab, type Outcome } from './control/command.ts';
import { databaseCommands } from './control/database-commands.ts';
import { dnsCommands } from './control/dns-commands.ts';
import { estateCommands } from './control/estate-commands.ts';
import { faultCommands } from './control/fault-commands.ts';
import { instanceCommands } from './control/instance-commands.ts';
import { machineCommands } from './control/machine-commands.ts';
import { summaryOf } from './control/summary.ts';
import { readBody } from './http-answer.ts';

const commands: readonly Command[] = [
  ...estateCommands,
  ...instanceCommands,
  ...balancerCommands,
  ...dnsCommands,
  ...machineCommands,
  ...databaseCommands,
  ...faultCommands,
];

const wordsSchema = z.object({ words: z.array(z.string()) });

/**
 * `GET /lab` is the state in figures, `POST /lab/<command>` takes the fields of the command as JSON, and
 * `POST /lab` with `{ words: […] }` takes a line as typed. Answers are `{ text, data? }`, refusals `{ error }` with 400.
 */
export async function handleControl(
  lab: ControlledLab,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const body = (await readBody(request)).toString('utf8');
  const reply = (status: number, value: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  const name = path.replace(/^\/+/, '');
  try {
    if (request.method === 'GET' && name === '') return reply(200, await summaryOf(lab));
    if (request.method !== 'POST') return reply(405, { error: 'say it with POST' });
    const value: unknown = body === '' ? {} : JSON.parse(body);
    reply(200, await (name === '' ? runWords(lab, wordsSchema.parse(value).words) : runNamed(lab, name, value)));
  } catch (error) {
    if (!(error instanceof ControlError || error instanceof ZodError || error instanceof SyntaxError)) throw error;
    reply(400, { error: error instanceof ZodError ? explain(error) : error.message });
  }
}

async function runWords(lab: ControlledLab, words: readonly string[]): Promise<Outcome> {
  const [name = 'help', ...rest] = words;
  if (name === 'help') return { text: help() };
  const command = commandNamed(name);
  return run(lab, command, bodyFromWords(command, rest));
}

const runNamed = (lab: ControlledLab, name: string, body: unknown): Promise<Outcome> =>
  run(lab, commandNamed(name), body);

async function run(lab: ControlledLab, command: Command, body: unknown): Promise<Outcome> {
  try {
    return await command.run(lab, body);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    throw new ControlError(`${explain(error)} (${`${command.name} ${command.usage}`.trim()})`);
  }
}

function commandNamed(name: string): Command {
  const command = commands.find((one) => one.name === name);
  if (!command)
    throw new ControlError(`there is no "${name}"; there are ${commands.map((one) => one.name).join(', ')}`);
  return command;
}

export function help(): string {
  return commands.map(({ name, usage, summary }) => `${`${name} ${usage}`.trim()}\n    ${summary}`).join('\n');
}

const explain = (error: ZodError) => error.issues.map(plainly).join('; ');

/** In the words of the usage: a field that is missing or none of those there are. */
function plainly(issue: ZodError['issues'][number]): string {
  const { path, message } = issue;
  if (path.length === 0) return message;
  const field = String(path.at(-1));
  if (issue.code === 'invalid_value') return `${field} is one of: ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_type')
    return message.endsWith('received undefined') ? `${field} is missing` : `${field} is no ${issue.expected}`;
  return `${field}: ${message}`;
}
