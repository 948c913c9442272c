import type { Exchange, Route } from '../exchange';
import { Page, findMember } from '../exchange';
import { escapeHtml, page } from '../reply';
import type { Flavor } from '../model';
import { organizationName } from './portals';

/**
 * The pages of a portal's own web interface that links to an organization, an item or a member lead to. A sample portal has no web interface: each
 * says what it is about, to anyone, and that this is all. Names are text.
 */
export const homeRoutes: readonly Route[] = [
  open('/home/organization.html', organization),
  open('/home/item.html', item),
  open('/home/user.html', user),
];

function open(path: string, handle: (exchange: Exchange) => Page): Route {
  return { kind: 'read', path, access: 'anyone', ignoresToken: true, handle };
}

const generations: Readonly<Record<Flavor, string>> = {
  online: 'ArcGIS Online',
  enterprise: 'ArcGIS Enterprise 10.7 and later',
  legacy: 'ArcGIS Enterprise 10.6.1',
};

function homePage({ state }: Exchange, title: string, lines: readonly string[], status = 200): Page {
  const note =
    `You are not signed in. This is a sample portal on this computer that behaves like ${generations[state.flavor]}: ` +
    'the organization is made up, and the portal has no web interface beyond this page.';
  const body = [...lines, note].map(line => `<p>${escapeHtml(line)}</p>`).join('');
  return new Page(page(title, `<main><h1>${escapeHtml(title)}</h1>${body}</main>`, status));
}

function organization(exchange: Exchange): Page {
  const { members, listings } = exchange.state;
  const owned = [...listings.values()].filter(listing => listing.isProvisioned);
  return homePage(exchange, organizationName, [
    `An organization of ${members.size} members with ${owned.length} licensed products.`,
  ]);
}

function item(exchange: Exchange): Page {
  const id = exchange.query.get('id') ?? '';
  const { listings, bundles } = exchange.state;
  const listing = listings.get(id);
  const bundle = bundles.get(id);
  if (bundle !== undefined)
    return homePage(exchange, bundle.name, [`An app bundle of ${organizationName}, item ${id}.`]);
  if (listing?.isVisible !== true)
    return homePage(exchange, 'No such item', [`The portal has no item ${id} to show.`], 404);
  const kind = listing.inPurchases ? 'A licensed product' : 'A user type extension';
  return homePage(exchange, listing.title, [
    `${kind} of ${organizationName} by ${listing.vendor}, item ${listing.itemId}.`,
  ]);
}

function user(exchange: Exchange): Page {
  const name = exchange.query.get('user') ?? '';
  const member = findMember(exchange.state, name);
  if (member === undefined)
    return homePage(exchange, 'No such member', [`${organizationName} has no member ${name}.`], 404);
  return homePage(exchange, member.fullName, [
    `${member.username} is a member of ${organizationName}. What members hold is shown to whoever is signed in.`,
  ]);
}
