// The entries of a portal license file as the checks look at them (wire reference 13.3).
import type { JsonNode } from '../jsonText';
import { itemsOf, numberOf, valueOf } from '../jsonNodes';
import { noEnd, rowIds } from '../licenseFile';

export const grantSections = ['userTypes', 'appBundles', 'apps', 'extensions', 'portalCapabilities'] as const;
export type GrantSection = (typeof grantSections)[number];

/** An entry of `provision`. */
export interface GrantNode {
  readonly section: GrantSection;
  readonly node: JsonNode;
  /** Its id and its item id: the portal may know it by either (wire reference 13.3). */
  readonly ids: readonly string[];
  /** ms epoch; 0 where it does not say. */
  readonly startsAt: number;
}

/** Every entry of `provision`, in the order of the sections. */
export function grantNodes(provision: JsonNode): readonly GrantNode[] {
  return grantSections.flatMap(section =>
    itemsOf(valueOf(provision, section)).flatMap(node => {
      const ids = rowIds(node);
      return ids.length === 0
        ? []
        : [{ section, node, ids, startsAt: numberOf(valueOf(node, 'startDate')) ?? 0 }];
    }),
  );
}

/** Whether the time of an entry is past at `now` (ms epoch). Without a number there is no end that could be read. */
export function isOver({ node }: GrantNode, now: number): boolean {
  const end = numberOf(valueOf(node, 'expiration'));
  return end !== undefined && end !== noEnd && end <= now;
}
