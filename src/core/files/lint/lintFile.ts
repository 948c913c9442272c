// The check of a file: what reading it finds, and what goes beyond reading, against the chosen portal where there is one.
import type { FileProblem } from '../fileProblem';
import type { ReadFile } from '../importFile';
import { readWithTree, settled } from '../importFile';
import { lintAssignments } from './lintAssignments';
import { lintEntitlements } from './lintEntitlements';
import { misspeltAppIds } from './lintFeatures';
import { lintKeys } from './lintKeys';
import { lintLicense } from './lintLicense';
import type { LintInput, LintResult } from './lintTypes';

/**
 * Checks a file. The text is parsed once. A text that is not ours, by its name, its content or what the administrator says, has no problems
 * (issue 3: a foreign JSON file never gets a warning). Never throws.
 */
export function lintFile(input: LintInput): LintResult {
  const file = readWithTree(input.name, input.text, input.as);
  if (isForeign(input, file)) return { kind: file.kind, problems: [] };
  return { kind: file.kind, problems: settled([...file.problems, ...checked(input, file)], input.text) };
}

/** Problems beyond those of reading, by kind. */
function checked(input: LintInput, { content, root }: ReadFile): readonly FileProblem[] {
  const keys = root === undefined || content === undefined || content.kind === 'roster' ? [] : lintKeys(root);
  switch (content?.kind) {
    case 'entitlements':
      return root === undefined
        ? []
        : [...keys, ...misspeltAppIds(root), ...lintEntitlements(input, root, content)];
    case 'portalLicense':
      return root === undefined ? [] : [...keys, ...lintLicense(input, root)];
    case 'assignments':
    case 'roster':
      return [...keys, ...lintAssignments({ ...input, content })];
    case undefined:
      return [];
  }
}

/** A policy has its own reader; anything else without a known layout is ours only if its name or the administrator says so. */
export function isForeign({ name, as }: LintInput, { kind }: ReadFile): boolean {
  if (kind === 'licensePolicy') return as === undefined;
  const isOurs = as !== undefined || /(^|\.)entitlements\.json$/i.test(name);
  if (kind === 'roster') return !isOurs && /\.jsonc?$/i.test(name);
  return !isOurs && (kind === 'unknown' || kind === 'notJson' || kind === 'portalAnswer');
}
