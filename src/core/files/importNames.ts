// What an import's rows and warnings call what the wire names by id: the portal's own title, else the catalogue's name.
import { appName, listingName } from '../catalog';
import { nameOfUserType } from '../licenseNames';
import type { AppBundle, Listing, PortalLicense, UserType } from '../model';
import type { ImportRow } from '../planTypes';
import { importRowName } from './importRowText';
import type { Sentence, TextCode } from './texts';
import { sentence } from './texts';

/** What is known of the portal; what is absent was not read. */
export interface NamingFacts {
  readonly license?: PortalLicense | undefined;
  readonly userTypes?: readonly UserType[] | undefined;
  readonly appBundles?: readonly AppBundle[] | undefined;
  readonly listings?: readonly Listing[] | undefined;
}

/** A row with the title that the portal gives its subject, where the catalogue has no name for its id. */
export function titledRow(row: ImportRow, facts: NamingFacts): ImportRow {
  const title = titleOf(row, facts);
  return title === undefined ? row : { ...row, title };
}

function titleOf({ section, name }: ImportRow, facts: NamingFacts): string | undefined {
  const { license, userTypes, appBundles, listings } = facts;
  switch (section) {
    case 'userType': {
      const type = userTypes?.find(({ id }) => id === name);
      return type === undefined ? undefined : nameOfUserType(type);
    }
    case 'appBundle': {
      const itemId = license?.appBundles.find(one => one.id === name)?.itemId ?? name;
      return appBundles?.find(one => one.itemId === itemId)?.name ?? listingName(itemId);
    }
    case 'app':
    case 'extension': {
      if (appName(name) !== name) return undefined;
      const items = section === 'app' ? license?.apps : license?.extensions;
      const itemId = items?.find(one => one.id === name)?.itemId;
      return listings?.find(one => one.itemId === itemId)?.title;
    }
    default:
      return undefined;
  }
}

/** Which argument of a warning names what is imported: one id, or a list of them. */
const namedAt: Partial<Record<TextCode, number>> = {
  'plan.dropped': 0,
  'plan.droppedUnknown': 0,
  'plan.below': 0,
  'plan.belowAtLeast': 0,
  'plan.futureBelow': 0,
  'plan.futureDropped': 0,
  'plan.futureLost': 0,
  'plan.ended': 0,
  'plan.endsEarlier': 2,
  'plan.endsNew': 1,
  'plan.capabilitiesUnknown': 0,
};

/**
 * A warning of an import with names in place of ids.
 * @param rows of the same import, with their titles: an id stands in brackets only where another one has the same name.
 */
export function namedWarning(warning: Sentence, rows: readonly ImportRow[]): Sentence {
  const at = namedAt[warning.code];
  const arg = at === undefined ? undefined : warning.args[at];
  if (typeof arg !== 'string') return warning;
  const names = arg.split(', ').map(id => nameIn(rows, id));
  return sentence(warning.code, ...warning.args.map((one, index) => (index === at ? names.join(', ') : one)));
}

function nameIn(rows: readonly ImportRow[], id: string): string {
  const row = rows.find(one => one.name === id) ?? { section: 'capability', name: id };
  const name = importRowName(row);
  const isShared = rows.some(one => one.name !== id && importRowName(one) === name);
  return isShared ? `${name} (${id})` : name;
}
