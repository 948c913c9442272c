// Dates of the parts of an entitlements file. `startDateStr` decides; `startDate` has no documented unit (wire reference 14.2, seeds 002 and 003).
import { day } from '../../format';
import type { FileProblem } from '../fileProblem';
import { problem } from '../fileProblem';
import { numberOf, valueOf } from '../jsonNodes';
import { licenseDate, licenseDateText } from '../licenseDate';
import type { LintPart } from './lintPart';
import { dateSpan } from './lintPart';
import { sentence } from '../texts';

/** Dates that cannot be read or disagree, parts out of order, on the same day, past, and the part that ends the licence. @param now ms epoch */
export function lintDates(parts: readonly LintPart[], now: number): readonly FileProblem[] {
  const problems: FileProblem[] = [];
  const current = parts.filter(part => !part.isReplaced && part.start <= now)[0];
  const seen = new Set<number>();
  let before: number | undefined;
  for (const part of parts) {
    const text = valueOf(part.org, 'startDateStr');
    const { startsAt } = part.read;
    if (text !== undefined && startsAt === undefined)
      problems.push(problem('warning', text, 'lint.dateUnreadable'));
    problems.push(...disagreement(part, startsAt));
    if (part.isZero) problems.push(endOfLicence(part, startsAt));
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
function disagreement(part: LintPart, startsAt: number | undefined): readonly FileProblem[] {
  const node = valueOf(part.org, 'startDate');
  const startDate = numberOf(node);
  if (node === undefined || startDate === undefined || startDate === 0 || startsAt === undefined) return [];
  if (Math.floor(startDate / day) === Math.floor(startsAt / day)) return [];
  return [
    problem(
      'information',
      node,
      'lint.datesDisagree',
      licenseDate(licenseDateText(startDate)) === undefined ? String(startDate) : licenseDateText(startDate),
      licenseDateText(startsAt),
    ),
  ];
}

const endOfLicence = (part: LintPart, startsAt: number | undefined): FileProblem =>
  startsAt === undefined
    ? problem('information', dateSpan(part), 'lint.zeroPartUndated')
    : problem('information', dateSpan(part), 'lint.zeroPart', licenseDateText(startsAt));
