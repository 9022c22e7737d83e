import type { z } from 'zod';
import type { Answer, AwsConnection } from './connection.ts';
import { notItsXml } from './aws-failure.ts';
import type { AwsOperation } from './operations.ts';

/**
 * All pages of a listing. Paging parameters are always sent: without them EC2 answers everything at once from a bucket of
 * half the size (EC2 API, "Request throttling").
 */
export async function* pagesOf<S extends z.ZodType>(
  connection: AwsConnection,
  operation: AwsOperation,
  region: string,
  answer: S,
  paging: { input: object; token: string; next: (said: z.output<S>) => string | undefined },
): AsyncGenerator<Answer<z.output<S>>> {
  let token: string | undefined;
  for (;;) {
    const input = token === undefined ? paging.input : { ...paging.input, [paging.token]: token };
    const page = await connection.call(operation, region, input, answer);
    yield page;
    const next = paging.next(page.said);
    if (next === undefined || next === '') return;
    if (next === token)
      throw notItsXml(`${operation.api} ${operation.name} in ${region}`, 'a page is its own next page');
    token = next;
  }
}
