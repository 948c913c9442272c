// Everything the file features say about a file. English here; ui translates by the text itself, with the arguments of the sentence.
import { count } from '../format';
import { assignmentsLintTexts } from './lint/assignmentsLintTexts';
import { lintTexts } from './lint/lintTexts';
import { singularTexts } from './singularTexts';
import { policyTexts } from '../policy/policyTexts';

export const fileTexts = {
  // what kind it is
  'kind.entitlements': 'an entitlements file (ArcGIS Enterprise 10.6.1 and earlier)',
  'kind.portalLicense': 'a portal license file (ArcGIS Enterprise 10.7 and later)',
  'kind.assignments': 'member assignments',
  'kind.licensePolicy': 'a license policy',
  'kind.roster': 'a roster (CSV)',
  'kind.portalAnswer': "a portal's own answer",
  'kind.unknown': 'not recognised',
  // JSON
  'json.empty': 'The file is empty.',
  'json.syntax': 'This is not JSON: {0}.',
  'json.comment': 'JSON has no comments: the portal would refuse the file.',
  'json.trailingComma': 'JSON has no comma after the last entry.',
  'json.duplicateKey': 'The key "{0}" stands twice in this object: programs disagree about which one counts.',
  'json.tooDeep': 'The file is nested too deeply to be read.',
  'json.notObject':
    'A file that can be imported is a JSON object or a list of objects, and this is a single value.',
  'json.tooMany': '{0} more problems of this file are not listed.',
  // kinds
  'file.importable':
    'Files that can be imported now: an entitlements file, a portal license file, member assignments, a roster (CSV).',
  'file.licensePolicy':
    'A license policy is not imported: open it, and plan it from there. Files that can be imported: an entitlements file, a portal license file, member assignments, a roster (CSV).',
  'file.otherKind': 'This is {0}, not {1}.',
  'file.portalAnswer':
    'This is what a portal answers for {0}, not a file that can be imported. Import the file that the license server or My Esri gave you.',
  'file.keptAnswers':
    'These are answers of a portal that were kept for comparison. License strings and signatures are not in them: they cannot be imported. To import an earlier file, run "Import an Earlier File Again…".',
  'file.unrecognised':
    'None of the known layouts: no "orgEntitlements" (entitlements file), no "MyEsri" (portal license file), no "users" with "entitlements", no "userEntitlements" and no "holders" (member assignments).',
  'file.masked':
    "Masked (***): this is a portal's own answer, not a license file, and cannot be imported. Import the file that the license server or My Esri gave you.",
  // flavour
  'flavour.needsLicense':
    'This is an entitlements file for ArcGIS Enterprise 10.6.1 and earlier. {0} is 10.7 or later and takes a portal license file from My Esri.',
  'flavour.needsEntitlements':
    'This is a portal license file for ArcGIS Enterprise 10.7 and later. {0} is 10.6.1 or earlier and takes an entitlements file per product.',
  'flavour.online':
    '{0} is an ArcGIS Online organization, which imports no license files: its seats come with the subscription. See them under Organization > Licenses, and change them in My Esri.',
  // entitlements file
  'entitlements.noPart': 'No part with entitlements is in this file.',
  'entitlements.noFeatures':
    'This part has no "entitlements" object: what it grants cannot be told. It is signed: get a new file.',
  'entitlements.num': '"num" of {0} is not a whole number of seats. It is signed: get a new file.',
  'entitlements.noLicense':
    '{0} has no license string. The portal will probably refuse this part: get a new file.',
  'entitlements.noSignature':
    'This part has no signature. The portal will probably refuse it: get a new file.',
  'entitlements.appIds': 'The parts name different products ({0}, {1}): import a file per product.',
  'entitlements.otherAppId':
    'The file is for {0}, and was to be imported as {1}, whose seats it would replace. Import it as {0}, or take the file of {1}.',
  // portal license file
  'license.noProvision':
    'No "provision" is in this license file: what it grants cannot be shown before the import.',
  // assignments and roster
  'assignments.none': 'No member is named in this file.',
  'assignments.noUser': 'An entry without a user name.',
  'assignments.userNotText': 'A user name has to be text in quotes.',
  'assignments.entitlementNotText': 'An entitlement has to be text in quotes.',
  'assignments.noList': '"{0}" has to be a list.',
  'assignments.unknownListing':
    'No listing of {1}, or more than one, is called {0}. Write the item id of the listing.',
  'assignments.nothing':
    'No line of this file asks for a change in this mode: every list of entitlements is empty.',
  'roster.empty': 'The roster has no lines after its header.',
  'roster.noUserColumn':
    'No column with user names was found. Name one of the columns {0}; the columns are: {1}.',
  'roster.noUser': 'Line {0} has no user name and is left out.',
  'roster.quotes': 'Line {0}: a quoted cell is not closed or not followed by the separator.',
  'portal.refused': '{0} refuses this file: {1}',
  // what an import would do
  'plan.dropped': '{0}: the portal has {1}, and the file has none.',
  'plan.droppedUnknown': '{0}: the portal has it, and the file does not.',
  'plan.below': '{0}: the file has {1}, and {2} are held now.',
  'plan.belowAtLeast': '{0}: the file has {1}, and at least {2} are held now.',
  'plan.usersBelow': 'The file allows {0} members, and {1} hold the product now.',
  'plan.usersBelowAtLeast': 'The file allows {0} members, and at least {1} hold the product now.',
  'plan.overwrites':
    'The import replaces everything the portal has of this product, the queued parts included.',
  'plan.overwritesLicense': 'The import replaces all user types and add-ons that the portal is licensed for.',
  'plan.queueLost': 'The part queued for {0} is replaced: the file has no part for that date.',
  'plan.futureBelow': '{0}: {1} from {2}, and {3} are held now.',
  'plan.futureDropped': '{0}: none from {1}, and {2} are held now.',
  'plan.ends': 'From {0} the file grants no seats.',
  'plan.allFuture': 'No part of the file is in effect yet; the first starts on {0}.',
  'plan.futureLost': '{0}: the portal has {1} queued from {2}, and the file has no entry for that date.',
  'plan.futureUnknown':
    'What the portal has queued for later dates could not be read. The import replaces that as well.',
  'plan.endsEarlier': 'Ends on {0} instead of {1}: {2}.',
  'plan.endsNew': 'Ends on {0}, and the portal reports no end now: {1}.',
  'plan.ended': '{0}: the entry in the file ended on {1} already.',
  'plan.capabilitiesUnknown': 'Whether the file has these capabilities of the portal cannot be told: {0}.',
  'plan.notRead':
    'What the file grants cannot be told, because its layout is not recognised. The portal alone decides.',
  'plan.beforeUnknown': 'What the portal has now could not be told, so only the file is shown.',
  ...lintTexts,
  ...assignmentsLintTexts,
  ...policyTexts,
} as const;

export type TextCode = keyof typeof fileTexts;

/** A text with its arguments, so that it can be said in another language. `message` is it in English. */
export interface Sentence {
  readonly code: TextCode;
  readonly args: readonly SentencePart[];
  readonly message: string;
}
export type SentencePart = string | number | Sentence;

/** Makes a sentence of the table; `{0}` in the text is the first argument. */
export function sentence(code: TextCode, ...args: readonly SentencePart[]): Sentence {
  const message = wording(code, args).replace(/\{(\d)\}/g, (whole, index: string) => {
    const arg = args[Number(index)];
    if (arg === undefined) return whole;
    return typeof arg === 'object' ? arg.message : numbered(arg);
  });
  return { code, args, message };
}

/** The English text of a sentence, with `{0}` for its first argument: another one where what it counts is one. */
export function wording(code: TextCode, args: readonly SentencePart[]): string {
  const singular = singularTexts[code];
  if (singular === undefined) return fileTexts[code];
  const counted = new Set(Object.keys(singular).join(''));
  const which = args.flatMap((arg, index) => (counted.has(String(index)) && isOne(arg) ? [index] : []));
  return singular[which.join('')] ?? fileTexts[code];
}

/** "at least 1" is one as well. Texts are names and no counts. */
const isOne = (arg: SentencePart): boolean =>
  arg === 1 || (typeof arg === 'object' && arg.code === 'lint.atLeast' && arg.args[0] === 1);

/** Numbers of a sentence are counts and have the separators of all others; a line, a port or a date goes in as text. */
export const numbered = (arg: string | number): string => (typeof arg === 'number' ? count(arg) : arg);
