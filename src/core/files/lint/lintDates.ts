// Dates of the parts of an entitlements file. `startDateStr` decides; `startDate` has no documented unit (wire reference 14.2, seeds 002 and 003).
import { day } from '../../format';
import type { FileProblem } from '../fileProblem';
import { problem } from '../fileProblem';
import { numberOf, valueOf } from '../jsonNodes';
import { licenseDate, licenseDateText } from '../licenseDate';
import type { LintPart } from './lintPart';
import { currentPart, dateSpan } from './lintPart';
import type { SentencePart } from '../texts';
import { sentence } from '../texts';

/** Who holds the product on the portal now. */
export interface ProductUse {
  readonly portalName: string;
  /** Distinct members; a lower bound where the list was cut. */
  readonly members: number;
  /** The same for people. */
  readonly counted: SentencePart;
}

/**
 * Dates that cannot be read or disagree, parts out of order, on the same day, past, and the part that ends the licence.
 * @param now ms epoch. @param use absent where it is not known
 */
export function lintDates(parts: readonly LintPart[], now: number, use?: ProductUse): readonly FileProblem[] {
  const problems: FileProblem[] = [];
  const current = currentPart(parts, now);
  const seen = new Set<number>();
  let before: number | undefined;
  for (const part of parts) {
    const text = valueOf(part.org, 'startDateStr');
    const { startsAt } = part.read;
    if (text !== undefined && startsAt === undefined)
      problems.push(problem('warning', text, 'lint.dateUnreadable'));
    const other = disagreement(part, startsAt);
    if (other !== undefined) problems.push(other);
    if (part.isZero) problems.push(endOfLicence(part, part === current, use));
    if (text === undefined || startsAt === undefined) continue;
    if (before !== undefined && startsAt < before) {
      problems.push(
        problem('warning', text, 'lint.partsOutOfOrder', licenseDateText(startsAt), licenseDateText(before)),
      );
    }
    if (seen.has(startsAt))
      problems.push(problem('warning', text, 'lint.partsOverlap', licenseDateText(startsAt)));
    if (part.isReplaced && current !== undefined && part.start < current.start) {
      const by =
        current.read.startsAt === current.start
          ? sentence('lint.partOf', licenseDateText(current.start))
          : sentence('lint.partInEffect');
      problems.push(problem('information', text, 'lint.partPast', by));
    }
    seen.add(startsAt);
    before = startsAt;
  }
  return problems;
}

/** Read as ms, `startDate` is another day than the text. 0 says "already in effect" and is never compared (issue 3). */
function disagreement(part: LintPart, startsAt: number | undefined): FileProblem | undefined {
  const node = valueOf(part.org, 'startDate');
  const startDate = numberOf(node);
  if (node === undefined || startDate === undefined || startDate === 0 || startsAt === undefined)
    return undefined;
  if (Math.floor(startDate / day) === Math.floor(startsAt / day)) return undefined;
  return problem(
    'information',
    node,
    'lint.datesDisagree',
    licenseDate(licenseDateText(startDate)) === undefined ? String(startDate) : licenseDateText(startDate),
    licenseDateText(startsAt),
  );
}

/** An end to come is how a file ends and is information. One that is in effect takes the product from its members with the import. */
function endOfLicence(part: LintPart, isCurrent: boolean, use: ProductUse | undefined): FileProblem {
  const { startsAt } = part.read;
  const at = dateSpan(part);
  if (isCurrent && use === undefined) return problem('warning', at, 'lint.zeroPartNow');
  if (isCurrent && use !== undefined && use.members > 0)
    return problem('warning', at, 'lint.zeroPartHeld', use.counted, use.portalName);
  return startsAt === undefined
    ? problem('information', at, 'lint.zeroPartUndated')
    : problem('information', at, 'lint.zeroPart', licenseDateText(startsAt));
}
