// Member assignments and rosters, against themselves and against what the chosen portal says.
import type { ItemId } from '../../ids';
import type { AssignmentsFile } from '../assignmentsFile';
import type { FileProblem } from '../fileProblem';
import { scopedLines } from './assignmentScopes';
import { lintLevels } from './lintLevels';
import { lintListings, lintTwoLevels } from './lintListings';
import { lintMentions } from './lintMentions';
import { lintNames } from './lintNames';
import { lintSeats } from './lintSeats';
import type { PortalFacts } from './lintTypes';

export interface AssignmentsLint {
  readonly content: AssignmentsFile;
  /** The file's text: messages name lines, and fixes write as it does. */
  readonly text: string;
  /** Absent: what needs a portal is not checked. */
  readonly facts?: PortalFacts;
  /** The listing chosen for lines that name none. */
  readonly itemId?: ItemId;
}

/**
 * Unknown members and entitlements, members named twice, offline members, extensions without a Pro level, more seats than there are (issue 3,
 * language support). What the facts leave out is not judged: a list that was cut proves no absence. In no order; never throws.
 */
export function lintAssignments(input: AssignmentsLint): readonly FileProblem[] {
  const lines = scopedLines(input);
  const { facts } = input;
  return [
    ...lintMentions(input, lines),
    ...lintLevels(lines, facts),
    ...lintTwoLevels(lines),
    ...(facts === undefined
      ? []
      : [
          ...lintListings(lines, facts, input.itemId),
          ...lintNames(input, lines, facts),
          ...lintSeats(lines, facts),
        ]),
  ];
}
