// One member of a cut list: with one question for all listings, and one per listing where that answer leaves the set out (issue 5, section 1).
import { bitOf, withBit } from '../../core/completion/completionPlan';
import type { CutList, MemberQuestion } from '../../core/completion/completionPlan';
import type { Holder } from '../../core/model';
import type { PortalClient } from '../../arcgis/portalClient';
import { noList, readOne } from '../apply/singleReads';
import type { MemberAnswer } from './completionFile';

/** What was found out of a member, and what kept the rest from it. */
export interface Asked {
  /** Undefined where nothing was. */
  readonly answer?: MemberAnswer;
  readonly problem?: unknown;
}

/**
 * Asks the portal. An entry without the last use and the state of the license, such as a mere list of keys, does not say what a list says of a
 * holder, so that it counts as lacking the set. Never throws: what was answered before a failure is not asked again.
 * @param at epoch ms, now.
 * @param count called before each request.
 */
export async function askMember(
  client: PortalClient,
  question: MemberQuestion,
  lists: readonly Pick<CutList, 'itemId'>[],
  signal: AbortSignal,
  at: number,
  count: () => void,
): Promise<Asked> {
  const { username, together } = question;
  const rows: [number, Holder][] = [];
  const single = [...question.single];
  let mask: number | undefined;
  try {
    if (together.length > 0) {
      count();
      const held = new Map(
        (await client.provisionedListings(username, signal)).map(one => [one.itemId, one]),
      );
      mask = 0;
      for (const place of together) {
        const itemId = lists[place]?.itemId;
        const found = itemId === undefined ? undefined : held.get(itemId);
        if (found !== undefined && found.holder === undefined) {
          single.push(place);
          continue;
        }
        mask += bitOf(place);
        if (found?.holder !== undefined) rows.push([place, { ...found.holder, username }]);
      }
    }
    for (const place of single) {
      const itemId = lists[place]?.itemId;
      if (itemId === undefined) continue;
      count();
      const row = await readOne(client, { kind: 'listing', itemId }, username, signal, noList);
      mask = withBit(mask ?? 0, place);
      if (row !== undefined) rows.push([place, { ...row, username }]);
    }
  } catch (problem) {
    return mask === undefined ? { problem } : { problem, answer: { username, mask, at, rows } };
  }
  return { answer: { username, mask: mask ?? 0, at, rows } };
}
