// The one reader of files to be imported: what kind a text is, what it says, and what is wrong with it, each at its place.
import type { AssignmentsFile } from './assignmentsFile';
import { assignmentsMark, readAssignments } from './assignmentsFile';
import type { EntitlementsFile } from './entitlementsFile';
import { entitlementsMark, readEntitlements } from './entitlementsFile';
import type { FileKind, ImportableKind } from './fileKinds';
import { importableKinds } from './fileKinds';
import type { FileProblem, TextSpan } from './fileProblem';
import { insideText, limited, problem } from './fileProblem';
import type { JsonDocument, JsonNode } from './jsonText';
import { readJson } from './jsonText';
import {
  entriesOf,
  firstCharacter,
  isArray,
  isObject,
  itemsOf,
  keySpan,
  numberOf,
  valueOf,
} from './jsonNodes';
import type { LicenseFile } from './licenseFile';
import { licenseMark, readLicense } from './licenseFile';
import { hasUserColumn, readRoster } from './roster';
import type { TextCode } from './texts';
import { sentence } from './texts';

/** The kinds that an administrator can name for a layout that is not recognised. */
export type NamedKind = 'entitlements' | 'portalLicense';

export interface Detection {
  /**
   * `portalAnswer`: what a portal answered, saved as a file. `unknown`: JSON of no known layout. `notJson`: cannot be read at all.
   * A text whose kind shows in spite of faults has its kind; the faults are among `problems`.
   */
  readonly kind: FileKind | 'portalAnswer' | 'unknown' | 'notJson';
  /** What an `unknown` file is taken for where an administrator does something with it, without a question; absent where that cannot be told. */
  readonly maybe?: 'assignments';
  /** Where the file shows its kind. */
  readonly at: TextSpan;
  /** Faults of the JSON itself, and for `portalAnswer`, `licensePolicy` and `unknown` the reason. */
  readonly problems: readonly FileProblem[];
}

export type FileContent = EntitlementsFile | LicenseFile | AssignmentsFile;

export interface ImportFile extends Detection {
  /** What the file says; absent where its kind is not known or cannot be imported. */
  readonly content?: FileContent;
}

/** Tells the kinds of files apart by content; only license policies and rosters go by name first (product.md, kinds of file). Never throws. */
export function detectFile(name: string, text: string): Detection {
  const { detection } = detect(name, text);
  return { ...detection, problems: settled(detection.problems, text) };
}

/** What the content shows a file to be, whatever it is called; undefined where it does not show, or for what cannot be imported. Never throws. */
export function seenKind(name: string, text: string): ImportableKind | undefined {
  const { kind, maybe } = detect(name, text).detection;
  return importableKinds.find(one => one === kind) ?? maybe;
}

/** Whether a file is meant for the import, as far as its name or its content shows it: what is neither has to be chosen. Never throws. */
export function isForImport(name: string, text: string): boolean {
  if (/(^|\.)entitlements\.json$/i.test(name)) return true;
  const { kind, maybe } = detect(name, text).detection;
  return maybe !== undefined || (kind !== 'unknown' && kind !== 'notJson');
}

/** A file as read, with its tree, so that a check of it need not parse again. */
export interface ReadFile extends ImportFile {
  /** Absent for what is no JSON. */
  readonly root?: JsonNode;
}

/**
 * Reads a file. `as` is what the administrator says it is, or what a command was asked to import: another recognised kind is then an error at its place,
 * and a layout that is not recognised is read as that kind, as far as it goes. Problems name no license string and no signature. Never throws.
 */
export function readImportFile(name: string, text: string, as?: FileKind): ImportFile {
  const { kind, maybe, at, content, problems } = readWithTree(name, text, as);
  return {
    kind,
    ...(maybe === undefined ? {} : { maybe }),
    at,
    ...(content === undefined ? {} : { content }),
    problems: settled(problems, text),
  };
}

/**
 * As {@link readImportFile}, for what an administrator does with the file: what could only be member assignments is read as such. `as`: what the
 * administrator says that it is, else what it was taken for.
 */
export function readGivenFile(
  name: string,
  text: string,
  as?: FileKind,
): { readonly read: ImportFile; readonly as: FileKind | undefined } {
  const read = readImportFile(name, text, as);
  if (as !== undefined || read.maybe === undefined) return { read, as };
  return { read: readImportFile(name, text, read.maybe), as: read.maybe };
}

/** As {@link readImportFile}; its problems are all there are, in no order, and have to be {@link settled}. */
export function readWithTree(name: string, text: string, as?: FileKind): ReadFile {
  const { detection, root } = detect(name, text);
  const { kind, at } = detection;
  const tree = root === undefined ? {} : { root };
  const problems = [...detection.problems];
  if (
    as !== undefined &&
    kind !== as &&
    kind !== 'unknown' &&
    kind !== 'notJson' &&
    kind !== 'portalAnswer'
  ) {
    problems.push(problem('error', at, 'file.otherKind', sentence(`kind.${kind}`), sentence(`kind.${as}`)));
  }
  const read =
    kind === 'roster'
      ? readRoster(text)
      : root === undefined
        ? undefined
        : readAs(kind === 'unknown' ? as : kind, root);
  if (read === undefined) return { ...detection, ...tree, problems };
  const all =
    kind === 'unknown'
      ? [
          ...problems.filter(one => one.code !== 'file.unrecognised'),
          ...read.problems.filter(one => one.code !== 'entitlements.noPart'),
        ]
      : [...problems, ...read.problems];
  return { kind, at, ...tree, content: read.content, problems: all };
}

function readAs(
  kind: ImportFile['kind'] | undefined,
  root: JsonNode,
): { readonly content: FileContent; readonly problems: readonly FileProblem[] } | undefined {
  switch (kind) {
    case 'entitlements':
      return readEntitlements(root);
    case 'portalLicense':
      return readLicense(root);
    case 'assignments':
      return readAssignments(root);
    default:
      return undefined;
  }
}

function detect(
  name: string,
  text: string,
): { readonly detection: Detection; readonly root: JsonNode | undefined } {
  const base = name.toLowerCase();
  const start = insideText({ offset: 0, length: 1 }, text.length);
  const none = (detection: Detection): ReturnType<typeof detect> => ({ detection, root: undefined });
  if (/\.license-policy\.jsonc?$/.test(base)) {
    const problems = [problem('error', start, 'file.licensePolicy')];
    return none({ kind: 'licensePolicy', at: start, problems });
  }
  if (/\.(csv|tsv)$/.test(base)) return none({ kind: 'roster', at: start, problems: [] });
  const json: JsonDocument = readJson(text, base.endsWith('.jsonc'));
  const { root } = json;
  if (json.problems.length > 0 && hasUserColumn(text))
    return none({ kind: 'roster', at: start, problems: [] });
  if (root === undefined) return none({ kind: 'notJson', at: start, problems: json.problems });
  const marks = [
    ['entitlements', entitlementsMark(root)],
    ['portalLicense', licenseMark(root)],
    ['assignments', assignmentsMark(root)],
  ] as const;
  for (const [kind, at] of marks) {
    if (at !== undefined) return { detection: { kind, at, problems: json.problems }, root };
  }
  const at = firstCharacter(root);
  // What is kept here of a portal before an import (services/snapshots).
  if (valueOf(root, 'cannotBeImported') !== undefined) {
    const label = keySpan(root, 'cannotBeImported');
    const problems = [...json.problems, problem('error', label, 'file.keptAnswers')];
    return { detection: { kind: 'portalAnswer', at: label, problems }, root };
  }
  const answer = portalAnswer(root);
  if (answer !== undefined) {
    const problems = [...json.problems, problem('error', answer.at, 'file.portalAnswer', answer.what)];
    return { detection: { kind: 'portalAnswer', at: answer.at, problems }, root };
  }
  if (json.problems.length > 0) return { detection: { kind: 'notJson', at, problems: json.problems }, root };
  const code: TextCode = isObject(root) || isArray(root) ? 'file.unrecognised' : 'json.notObject';
  const severity = code === 'json.notObject' ? 'error' : 'information';
  const maybe = assignmentsMark(root, true) === undefined ? {} : { maybe: 'assignments' as const };
  return { detection: { kind: 'unknown', ...maybe, at, problems: [problem(severity, at, code)] }, root };
}

/** Answers of the operations that administrators save to files (wire reference 4.1, 7, 13.1, 13.7, 14.1). */
function portalAnswer(root: JsonNode): { readonly at: TextSpan; readonly what: string } | undefined {
  const has = (key: string): boolean => valueOf(root, key) !== undefined;
  const first = (key: string): JsonNode | undefined => itemsOf(valueOf(root, key))[0];
  if (has('maximumRegisteredMembers') && has('currentRegisteredMembers')) {
    const what = has('userTypes') ? 'portaladmin/license' : 'portaladmin/system/licenses';
    return { at: keySpan(root, 'maximumRegisteredMembers'), what };
  }
  if (isObject(valueOf(first('purchases'), 'provision'))) {
    return { at: keySpan(root, 'purchases'), what: 'portals/self/purchases' };
  }
  if (numberOf(valueOf(first('userTypes'), 'maximumRegisteredMembers')) !== undefined) {
    return { at: keySpan(root, 'userTypes'), what: 'getFutureLicense' };
  }
  const error = valueOf(root, 'error');
  const isError = numberOf(valueOf(error, 'code')) !== undefined && valueOf(error, 'message') !== undefined;
  if (entriesOf(root).length === 1 && isError) {
    return { at: keySpan(root, 'error'), what: 'a request that failed' };
  }
  return undefined;
}

/** In the order of the text, inside the text, and not without end. */
export function settled(problems: readonly FileProblem[], text: string): readonly FileProblem[] {
  return limited(problems)
    .map(one => ({ ...one, ...insideText(one, text.length) }))
    .sort((a, b) => a.offset - b.offset);
}
