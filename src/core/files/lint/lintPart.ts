// A part of an entitlements file as the checks look at it: what it says, where it says so, and whether it still counts.
import type { EntitlementsFile, EntitlementsFilePart } from '../entitlementsFile';
import { managersOrSignatures, partNodes } from '../entitlementsFile';
import { partsInTime, partStart } from '../entitlementsPlanRows';
import type { JsonNode } from '../jsonText';
import { entriesOf, keySpan, numberOf, valueOf } from '../jsonNodes';
import type { TextSpan } from '../fileProblem';

export interface LintFeature {
  readonly name: string;
  readonly key: JsonNode;
  /** The value of `num`, where there is one. */
  readonly num: JsonNode | undefined;
}

export interface LintPart {
  readonly read: EntitlementsFilePart;
  readonly node: JsonNode;
  readonly org: JsonNode | undefined;
  readonly features: readonly LintFeature[];
  /** The license managers that it names, at most two. `isSigned`: it stands inside `orgEntitlements`. */
  readonly managers: readonly { readonly node: JsonNode; readonly isSigned: boolean }[];
  /** ms epoch; -Infinity and Infinity where no date says it. */
  readonly start: number;
  /** Another part has taken its place before now. */
  readonly isReplaced: boolean;
  /** No members and no seats: the end of the licence (wire reference 14.2). */
  readonly isZero: boolean;
}

/** The parts in the order of the file. @param now ms epoch */
export function lintParts(root: JsonNode, file: EntitlementsFile, now: number): readonly LintPart[] {
  const nodes = partNodes(root);
  const { current, later } = partsInTime(file, now);
  const counting = new Set([current, ...later]);
  return file.parts.flatMap((read, index) => {
    const node = nodes[index]?.node;
    if (node === undefined) return [];
    const org = valueOf(node, 'orgEntitlements');
    const features = entriesOf(valueOf(org, 'entitlements')).map(({ name, key, value }) => ({
      name,
      key,
      num: valueOf(value, 'num'),
    }));
    return [
      {
        read,
        node,
        org,
        features,
        managers: managersOrSignatures(node, 'licenseManagerInfo').map(({ value, isInside }) => ({
          node: value,
          isSigned: isInside,
        })),
        start: partStart(read),
        isReplaced: !counting.has(read),
        isZero: read.part.maxUsers === 0 && features.every(one => numberOf(one.num) === 0),
      },
    ];
  });
}

/** The part in effect at `now` (ms epoch), where one is. */
export const currentPart = (parts: readonly LintPart[], now: number): LintPart | undefined =>
  parts.find(part => !part.isReplaced && part.start <= now);

/** Where the part's date stands; where it has none, the key of the part itself. */
export const dateSpan = (part: LintPart): TextSpan =>
  valueOf(part.org, 'startDateStr') ?? keySpan(part.node, 'orgEntitlements');
