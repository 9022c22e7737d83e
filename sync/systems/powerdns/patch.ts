import { type RecordSetImage, sameSet } from '../../../contract/plans/record-set-image.ts';
import type { RecordSetChange } from '../../../contract/plans/steps.ts';
import { absoluteName, zoneFileContent } from '../../../model/dns/content.ts';

interface Comment {
  content: string;
  account: string;
  modified_at?: number;
}

/** One entry of `PATCH /zones/:id`. REPLACE replaces the whole set; comments that are left out stay. */
export type Change =
  | { name: string; type: string; changetype: 'DELETE' }
  | {
      name: string;
      type: string;
      changetype: 'REPLACE';
      ttl: number;
      records: { content: string; disabled: boolean }[];
      comments?: Comment[];
    };

/**
 * What makes the wanted sets of those that were found, sets that are so already left out. Deletions come first: the server checks each entry against those
 * before it, so that an A that becomes a CNAME is refused the other way round.
 */
export function patchOf(changes: readonly RecordSetChange[], found: readonly (RecordSetImage | null)[]): Change[] {
  const differing = changes
    .map(({ before, after }, place) => ({ ...(after ?? before)!, after, was: found[place] ?? null }))
    .filter(({ after, was }) => !sameSet(after, was));
  return [
    ...differing
      .filter(({ after }) => after === null)
      .map(({ name, type }): Change => ({ name: absoluteName(name), type, changetype: 'DELETE' })),
    ...differing.flatMap(({ after, was }) => (after ? [replace(after, was)] : [])),
  ];
}

function replace(after: RecordSetImage, was: RecordSetImage | null): Change {
  const { name, type, ttl, values, comment } = after;
  return {
    name: absoluteName(name),
    type,
    changetype: 'REPLACE',
    ttl: ttl!,
    records: values.map(({ content, disabled, spelling = spellingIn(was, content) }) => ({
      content: spelling ?? zoneFileContent(type, content),
      disabled: disabled ?? false,
    })),
    ...(comment === (was?.comment ?? null) ? {} : { comments: commentsOf(after) }),
  };
}

/** A value that stays is not written in another way than it was. */
const spellingIn = (was: RecordSetImage | null, content: string): string | undefined =>
  was?.values.find((value) => value.content === content)?.spelling;

/** As they were kept where they are brought back, else one text. */
function commentsOf({ comment, comments = [] }: RecordSetImage): Comment[] {
  if (comment === null) return [];
  if (comments.map(({ content }) => content).join('\n') !== comment) return [{ content: comment, account: '' }];
  return comments.map(({ content, account, modifiedAt }) => ({
    content,
    account,
    ...(modifiedAt === null ? {} : { modified_at: modifiedAt }),
  }));
}
