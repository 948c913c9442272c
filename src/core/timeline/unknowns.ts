// What a simulation could not know, in words: no number stands for a guess.
import { l10n } from '../l10n';
import { membersMatter } from './membersMatter';
import type { Rosters } from './rosters';
import type { SimulationInput } from './simulationInput';
import type { TimelineSubject, Unknown } from './timelineTypes';

/** @param undated titles of products with a part whose date cannot be read */
export function unknownsOf(
  input: SimulationInput,
  subjects: readonly TimelineSubject[],
  rosters: Rosters,
  undated: readonly string[],
): readonly Unknown[] {
  return [
    ...(input.unread ?? []).map(({ what, why }) => ({ what, text: why })),
    ...resources(input),
    ...seats(input, subjects, undated),
    ...people(input, subjects, rosters),
  ];
}

function resources(input: SimulationInput): readonly Unknown[] {
  const { file, portalKind } = input;
  const found: Unknown[] = [];
  if (input.listings === undefined)
    found.push({
      what: 'listings',
      text: l10n.t('The purchases of the portal are not known: what it has now of each product is missing.'),
    });
  if (portalKind === 'enterprise' && input.license === undefined)
    found.push({
      what: 'license',
      text: l10n.t(
        "The portal's license is not known: user types and apps that it has and a file lacks are missing.",
      ),
    });
  if (portalKind === 'enterprise' && file === undefined && input.futureLicense === undefined)
    found.push({
      what: 'futureLicense',
      text: l10n.t('What the portal has queued is not known: what ends may have a successor.'),
    });
  if (portalKind === 'legacy' && input.queues === undefined)
    found.push({
      what: 'queue',
      text: l10n.t("The portal's queues are not known: parts that start later are missing."),
    });
  return found;
}

function seats(
  { file, portalKind }: SimulationInput,
  subjects: readonly TimelineSubject[],
  undated: readonly string[],
): readonly Unknown[] {
  const found: Unknown[] = undated.map(title => ({
    what: 'date',
    text: l10n.t('{0}: a part has no date that can be read, so that its start is not known.', title),
  }));
  if (file?.kind === 'license') {
    const { userTypes, appBundles, apps, extensions } = file.content;
    const entries = [...userTypes, ...appBundles, ...apps, ...extensions];
    if (entries.every(one => one.expiresAt === undefined))
      found.push({
        what: 'end',
        text: l10n.t(
          'No entry of the file names an expiry. When its seats end can be told after the import only.',
        ),
      });
  }
  const open = subjects.filter(one => one.endUnknownFrom !== undefined && one.kind !== 'members');
  if (open.length > 0)
    found.push({
      what: 'end',
      text: l10n.t('The portal does not say when what it has queued ends: {0}.', names(open)),
    });
  const unsplit = subjects.filter(
    one => (one.kind === 'entitlement' || one.kind === 'product') && one.seats.includes(null),
  );
  if (unsplit.length > 0)
    found.push({
      what: 'seats',
      text: l10n.t(
        'Seats that neither the file nor the portal tells for some of the time, so that a shortage of these cannot be told then: {0}.',
        names(unsplit),
      ),
    });
  if (subjects.some(one => one.kind === 'appBundle'))
    found.push({
      what: 'rule',
      text: l10n.t('What an over-assigned app bundle does to its holders is not documented.'),
    });
  if (portalKind === 'online' && subjects.some(one => one.kind === 'userType'))
    found.push({
      what: 'rule',
      text: l10n.t('What an over-assigned user type does in ArcGIS Online is not documented.'),
    });
  return found;
}

function people(
  { listings, members, portalKind }: SimulationInput,
  subjects: readonly TimelineSubject[],
  rosters: Rosters,
): readonly Unknown[] {
  const found: Unknown[] = [];
  const noHolders = withoutHolders(subjects);
  if (noHolders.length > 0)
    found.push({
      what: 'holders',
      text: l10n.t(
        'Who holds these is not known, so that no shortage of them can be told: {0}.',
        names(noHolders),
      ),
    });
  const cut = subjects.filter(one => one.atLeast && one.kind !== 'entitlement');
  if (cut.length > 0)
    found.push({
      what: 'holders',
      text: l10n.t('The list of holders is not whole, and at least so many are held: {0}.', names(cut)),
    });
  if (members === undefined && portalKind !== 'legacy' && membersMatter(subjects))
    found.push({
      what: 'members',
      text: l10n.t(
        'The members are not known: who is locked out with a user type, and who has ArcGIS Pro through theirs, cannot be told.',
      ),
    });
  for (const [key, count] of rosters.unclear)
    found.push({
      what: 'included',
      text: l10n.t(
        '{0}: {1} holders may have their level through their user type, and then take no seat.',
        listings?.find(one => one.itemId === key)?.title ?? key,
        count,
      ),
    });
  return found;
}

/** What it is not known of who holds it: of a product it is said once. User types are counted by the license, or with the members. */
export function withoutHolders(subjects: readonly TimelineSubject[]): readonly TimelineSubject[] {
  const open = subjects.filter(
    ({ kind, held }) => held === undefined && kind !== 'userType' && kind !== 'members',
  );
  const products = new Set(open.flatMap(({ kind, itemId }) => (kind === 'product' ? (itemId ?? []) : [])));
  return open.filter(
    ({ kind, itemId }) => kind === 'product' || itemId === undefined || !products.has(itemId),
  );
}

/** The first few, and how many more. */
export function names(subjects: readonly TimelineSubject[]): string {
  const most = 8;
  const labels = subjects.map(one => one.label);
  return labels.length <= most
    ? labels.join(', ')
    : l10n.t('{0} and {1} more', labels.slice(0, most).join(', '), labels.length - most);
}
