// Every point on which no source says what a portal does (wire reference, section 22), in one table. The first alternative is the
// default; `--decisions FILE` with a JSON object { id: alternative } chooses another. A client must be right under each.

interface Decision {
  /** Section of the wire reference. */
  readonly section: string;
  readonly about: string;
  readonly alternatives: readonly [string, string, ...string[]];
}

export const decisions = {
  capacity: {
    section: '9.2, 20',
    about:
      'maxUsers against the union of holders after the write, or literally the currently provisioned users plus the users of the request (a revoke is exempt)',
    alternatives: ['union', 'sum'],
  },
  batch: {
    section: '9.2, 22.2',
    about: 'a refused user leaves the whole request without effect, or the users before it are written',
    alternatives: ['atomic', 'partial'],
  },
  offlineMix: {
    section: '9.2, 20',
    about: 'some users offline: the others are written and the reply is success, or all are refused',
    alternatives: ['writeRest', 'refuseAll'],
  },
  offlineRevoke: {
    section: '9.2',
    about: 'an empty list for an offline holder is refused like any other change, or accepted',
    alternatives: ['refuse', 'accept'],
  },
  unknownEntitlement: {
    section: '9.2, 22.1',
    about: 'an entitlement that the listing does not have: refused, or left out of the set',
    alternatives: ['refuse', 'ignore'],
  },
  incompatibleUserType: {
    section: '9.2, 22.1',
    about: 'Pro for a member whose user type cannot use it: accepted, or refused',
    alternatives: ['accept', 'refuse'],
  },
  extensionWithoutLevel: {
    section: '9.2, 22.1',
    about: 'a Pro extension without a Pro level: accepted, or refused',
    alternatives: ['accept', 'refuse'],
  },
  twoLevels: {
    section: '9.2, 22.1',
    about: 'two Pro levels in one set: accepted, or refused',
    alternatives: ['accept', 'refuse'],
  },
  provisionRefusal: {
    section: '9.1, 22.2',
    about:
      'a refused provisioning request: an error envelope, or the documented and unexplained {"success": false}',
    alternatives: ['envelope', 'successFalse'],
  },
  expiredListing: {
    section: '7.1, 8.3',
    about:
      'granting from an expired listing: accepted, or refused as not provisioned (a revoke is accepted anyway)',
    alternatives: ['accept', 'refuse'],
  },
  usernameCase: {
    section: '22.3',
    about: 'user names of a provisioning request are matched whatever their case, or exactly',
    alternatives: ['insensitive', 'sensitive'],
  },
  pythonQuotes: {
    section: '3, 22.3',
    about: "userEntitlements in Python's single quotes: read, or malformed",
    alternatives: ['accept', 'refuse'],
  },
  emailDefault: {
    section: '9.1, 22.3',
    about: 'without suppressCustomerEmail members get mail, or none (counted by the control endpoint)',
    alternatives: ['sent', 'notSent'],
  },
  userEntitlementsPaging: {
    section: '8.1, 22.4',
    about:
      'start and num are ignored and the list is whole, or they are honoured (100 rows without them) with total and nextStart, or with neither',
    alternatives: ['unpaged', 'paged', 'pagedSilently'],
  },
  noEntitlements: {
    section: '8.2, 22.4',
    about: 'userEntitlements of a member who holds nothing: an empty object, no key, or an error',
    alternatives: ['emptyObject', 'missing', 'error'],
  },
  revokedEntry: {
    section: '8.1',
    about:
      'who lost everything is gone from userEntitlements, or stays there with [""] as in the documentation',
    alternatives: ['gone', 'emptyString'],
  },
  foreignListing: {
    section: '8.1',
    about:
      'userEntitlements of an item that the organization does not own: item not provisioned, or inaccessible',
    alternatives: ['itemNotProvisioned', 'inaccessible'],
  },
  includedPro: {
    section: '8.3, 22.4',
    about: 'the Pro level that comes with a user type is absent from userEntitlements, or shown there',
    alternatives: ['hidden', 'shown'],
  },
  disconnectedInfo: {
    section: '8.1, 22.4',
    about: 'offline entries say since when, or leave disconnectedInfo out',
    alternatives: ['since', 'absent'],
  },
  purchasesPaging: {
    section: '7.1, 22.7',
    about:
      'purchases in one piece, or in pages of 5 (start and num) whose total and nextStart count purchases and trials',
    alternatives: ['unpaged', 'paged'],
  },
  disconnectInPurchases: {
    section: '22.5',
    about: 'purchases leaves maxDisconnectDuration out, or reports it',
    alternatives: ['absent', 'present'],
  },
  provisionedListingsSets: {
    section: '7.3, 22.8',
    about: 'provisionedListings without the entitlement sets, or with them',
    alternatives: ['without', 'with'],
  },
  bundleLimit: {
    section: '7.4, 22.8',
    about: 'users per provisionUserAppBundle: 25, or no limit',
    alternatives: ['25', 'none'],
  },
  appBundleFields: {
    section: '7.4, 22.8',
    about: 'appBundles with seats and dates, or with the two confirmed fields alone',
    alternatives: ['full', 'minimal'],
  },
  userLicenseTypesPaging: {
    section: '6.4, 22.8',
    about: 'userLicenseTypes in one piece, or paged',
    alternatives: ['unpaged', 'paged'],
  },
  extensionAssignment: {
    section: '11.1, 22.9',
    about: 'user type extensions are provisioned like a listing, or answer item not provisioned',
    alternatives: ['asListing', 'refuse'],
  },
  userTypeFailure: {
    section: '11.2, 22.10',
    about: 'a user type that cannot be changed: status false in its entry, or an error for the whole request',
    alternatives: ['entry', 'envelope'],
  },
  userTypeLimit: {
    section: '11.2, 22.10',
    about: 'users per updateUserLicenseType: no limit, or 25',
    alternatives: ['none', '25'],
  },
  userTypeRole: {
    section: '11.2, 22.10',
    about: 'an administrator moved to a type that cannot administer: refused, or accepted',
    alternatives: ['refuse', 'accept'],
  },
  userTypePrivilege: {
    section: '6.3, 22.10',
    about: 'changing user types needs the privilege to manage licenses, or the administrator role',
    alternatives: ['manageLicenses', 'administrator'],
  },
  effectiveParts: {
    section: '14.2, 16.2',
    about:
      'several parts of an entitlements file in effect: the latest alone, or all merged (a later part wins for the entitlements it names)',
    alternatives: ['latest', 'merged'],
  },
  partStart: {
    section: '14.2, 22.14',
    about:
      'a part starts at its startDateStr (startDate only without one), or at its startDate in ms (the text where that is 0)',
    alternatives: ['startDateStr', 'startDate'],
  },
  emptyQueue: {
    section: '14.3, 22.14',
    about: 'getEntitlements with nothing queued: {}, or the ids with queue []',
    alternatives: ['object', 'array'],
  },
  getEntitlementsNesting: {
    section: '14.3',
    about: 'signature and licenseManagerInfo beside orgEntitlements, or inside it',
    alternatives: ['beside', 'inside'],
  },
  adminSuccess: {
    section: '12, 14.5',
    about: 'portaladmin success as {"status":"success"}, or as {"success":true}',
    alternatives: ['status', 'success'],
  },
  wrongGeneration: {
    section: '14.7, 22.14',
    about: 'an operation of the other license generation: HTTP 404 HTML, or an error envelope',
    alternatives: ['html404', 'envelope404'],
  },
  notFound: {
    section: '4.2, 22.13',
    about: 'an unknown path: HTTP 404 HTML, or an error envelope',
    alternatives: ['html404', 'envelope404'],
  },
  expiryNone: {
    section: '13.1, 22.12',
    about: 'a license entry without expiry: -1, or no expiration field',
    alternatives: ['minusOne', 'absent'],
  },
  expiredSeats: {
    section: '7.1, 13.1, 13.7',
    about:
      'seats of an app, extension or bundle whose license entry has ended: 0, or the last numbers beside the end (nobody can use them either way)',
    alternatives: ['zero', 'kept'],
  },
  lockedOutTokens: {
    section: '20',
    about:
      'tokens that members of an over-assigned user type got before: valid until they expire, or refused like a new sign-in',
    alternatives: ['kept', 'refused'],
  },
  licenseManagerInfoInResource: {
    section: '13.1, 22.12',
    about: 'the license resource without licenseManagerInfo, or with it',
    alternatives: ['absent', 'present'],
  },
  futureItemIds: {
    section: '13.7, 22.12',
    about: 'getFutureLicense with itemId outside userTypes, or without',
    alternatives: ['present', 'absent'],
  },
  adminPostToken: {
    section: '5.6, 20',
    about: 'portaladmin POST takes its token from the body alone, or from anywhere',
    alternatives: ['bodyOnly', 'anywhere'],
  },
  permissionCode: {
    section: '4.2, 22.16',
    about: 'a missing privilege answers with code 403, or without a code',
    alternatives: ['present', 'missing'],
  },
  permissionMessageCode: {
    section: '4.2, 22.16',
    about: 'a missing privilege answers with messageCode GWM_0003, or without',
    alternatives: ['present', 'absent'],
  },
  getOnWrite: {
    section: '20, 22.13',
    about:
      'GET on an operation that writes: an error envelope with code 405, or an HTML page with that status',
    alternatives: ['envelope405', 'html405'],
  },
  pkceMismatch: {
    section: '5.3, 22.16',
    about: 'a wrong code_verifier or used code: code 400 invalid_grant, or 498 invalid_request',
    alternatives: ['invalidGrant', 'invalidRequest'],
  },
  approvalTitle: {
    section: '5.3, 22.16',
    about: 'the page with the code carries it in its title, or not',
    alternatives: ['code', 'plain'],
  },
  multifactor: {
    section: '5.2, 22.16',
    about: 'generateToken for a member with multifactor authentication: refused, or accepted',
    alternatives: ['refuse', 'accept'],
  },
  deleteLicensed: {
    section: '20',
    about: 'deleting a member who holds licenses: refused, or accepted',
    alternatives: ['refuse', 'accept'],
  },
  texts: {
    section: '22.1, 22.13',
    about: 'messages as section 20 of the reference words them, or one other wording for all of them',
    alternatives: ['reference', 'other'],
  },
} as const satisfies Record<string, Decision>;

export type DecisionId = keyof typeof decisions;
export type Alternative<Id extends DecisionId> = (typeof decisions)[Id]['alternatives'][number];
export type Decisions = { readonly [Id in DecisionId]: Alternative<Id> };

const ids = Object.keys(decisions) as DecisionId[];

/**
 * Reads a choice of alternatives.
 * @param chosen a parsed decisions file: `{ id: alternative }`; undefined chooses the defaults.
 * @throws Error that names an unknown id or alternative and lists the known ones.
 */
export function chooseDecisions(chosen: unknown): Decisions {
  const wanted: Readonly<Record<string, unknown>> =
    typeof chosen === 'object' && chosen !== null ? (chosen as Record<string, unknown>) : {};
  for (const id of Object.keys(wanted)) {
    if (!ids.includes(id as DecisionId))
      throw new Error(`Unknown decision "${id}". Known: ${ids.join(', ')}.`);
  }
  const entries = ids.map(id => {
    const alternatives: readonly string[] = decisions[id].alternatives;
    const given = wanted[id] ?? alternatives[0];
    const value = typeof given === 'number' ? String(given) : given;
    if (typeof value !== 'string' || !alternatives.includes(value)) {
      throw new Error(
        `Decision "${id}" cannot be ${JSON.stringify(value)}. Alternatives: ${alternatives.join(', ')}.`,
      );
    }
    return [id, value] as const;
  });
  return Object.fromEntries(entries) as unknown as Decisions;
}
