// What the check of a license policy says. English here; ui translates by the text itself, with the arguments of the sentence.

export const policyTexts = {
  // reading
  'policy.notPolicy':
    'This is no license policy: an object with "policy": 1, "portal" and "listings" is expected. "Adopt Current State" writes one.',
  'policy.comment': 'JSON has no comments. Name the file *.license-policy.jsonc to use them.',
  'policy.version': '"policy" has to be 1: no other layout is known to this version.',
  'policy.missing': '"{0}" is missing here.',
  'policy.unknownKey': 'The key "{0}" is not known here. Known are: {1}.',
  'policy.unknownKeyNear': 'The key "{0}" is not known here. Was "{1}" meant?',
  'policy.secret':
    'No secret belongs in a policy, and "{0}" looks like one. Remove it, here and from the history of the repository: signing in needs nothing of this file.',
  'policy.notText': '"{0}" has to be a text in quotes.',
  'policy.blank': '"{0}" is blank. Write a name, or remove it.',
  'policy.notList': '"{0}" has to be a list.',
  'policy.notTexts': '"{0}" has to be a text in quotes or a list of such texts.',
  'policy.notObject': '"{0}" has to be an object in braces.',
  'policy.notFlag': '"{0}" has to be true or false.',
  'policy.notCount': '"{0}" has to be a whole number, 0 or more.',
  'policy.notPercent': '"{0}" has to be a number from 0 to 100.',
  'policy.notPriority': '"priority" has to be a whole number from 1 to 9,999; 1 goes first.',
  'policy.notMode': '"mode" is one of "exact", "addOnly" and "removeOnly".',
  'policy.notDay': '"{0}" has to be a day such as "2027-01-31".',
  'policy.notZone': '"timeZone" has to be an IANA zone such as "Europe/Zurich".',
  'policy.noZone':
    'This policy has dates and no "timeZone". Here the days are counted in {0}, elsewhere in the zone of another computer, and the shell refuses the file: name the zone.',
  'policy.noZoneKnown':
    'This policy has dates and no "timeZone", so the zone of each computer decides when a day begins, and the shell refuses the file: name the zone.',
  'policy.notPortal':
    '"portal" has to be the address of a portal, such as "https://myorg.maps.arcgis.com" or "https://gis.example/portal".',
  'policy.portalSecret':
    'The address of the portal may hold no user name, password, query or fragment: a policy holds no secret.',
  'policy.notPath':
    'A roster is a CSV file in or below the folder of the policy, written with "/": such as "rosters/planning.csv".',
  'policy.notPeople':
    'Members are selected by the name of a team, by an object such as { "members": ["ana.keller"] }, or by a list of these.',
  'policy.noPeople': 'This selects nobody: name at least one of {0}.',
  'policy.everyone': '"everyone" can only be true. Leave it out where not everybody is meant.',
  'policy.untilBeforeFrom': 'The grant ends on {0}, before it starts on {1}.',
  'policy.noTarget': 'Neither "itemId" nor "title" says what this is about.',
  'policy.giveNothing': '"give" names nothing. Name a set or an entitlement.',
  'policy.emptySet': 'The set "{0}" has no entitlements.',
  'policy.noLimit': '"removalThreshold" needs "count", "percent" or both.',
  'policy.unknownTeam':
    'There is no team "{0}". A text here is the name of a team of "teams"; members stand in { "members": ["{0}"] }.',
  'policy.unknownTeamNear': 'There is no team "{0}". Was "{1}" meant?',
  'policy.teamCycle': 'The team "{0}" is made of itself: {1}.',
  // resolving
  'policy.wrongPortal': 'This policy is for {0}, and was compared with {1}.',
  'policy.listingsUnread': 'What the portal has could not be read, so nothing of "{0}" can be planned: {1}',
  'policy.unknownListing':
    'The portal has no listing of the item id {0}. Nothing of it is planned. Check the id, or remove the listing from the policy.',
  'policy.unknownTitle': 'The portal has no listing called "{0}". Nothing of it is planned.',
  'policy.unknownTitleNear':
    'The portal has no listing called "{0}". Nothing of it is planned. Was "{1}" meant?',
  'policy.unknownBundle': 'The portal has no app bundle "{0}". Nothing of it is planned.',
  'policy.unknownBundleNear':
    'The portal has no app bundle "{0}". Nothing of it is planned. Was "{1}" meant?',
  'policy.ambiguousTitle':
    '{1} things of the portal are called "{0}". Write the item id of the one that is meant: {2}.',
  'policy.otherTitle': 'The portal calls {0} "{2}", not "{1}". The item id counts.',
  'policy.sameTarget': '"{0}" stands in this policy twice. Its rules count together; one entry is clearer.',
  'policy.unknownEntitlement': '"{0}" is neither a set of this policy nor an entitlement of {1}.',
  'policy.unknownEntitlementNear':
    '"{0}" is neither a set of this policy nor an entitlement of {1}. Was "{2}" meant?',
  'policy.unknownUserType': 'The portal has no user type "{0}". Known are: {1}.',
  'policy.unknownUserTypeNear': 'The portal has no user type "{0}". Was "{1}" meant?',
  'policy.unknownRole': 'The portal has no role "{0}". Known are: {1}.',
  'policy.unknownRoleNear': 'The portal has no role "{0}". Was "{1}" meant?',
  'policy.ambiguousRole': '{1} roles are called "{0}". Write the id of the one that is meant: {2}.',
  'policy.rosterUnread': 'The roster {0} could not be read, so nobody knows whom it names: {1}',
  'policy.rosterEmpty':
    'The roster {0} names nobody. A policy cannot tell an empty roster from a damaged one; remove the rule instead.',
  'policy.groupUnread': 'The members of the group "{0}" could not be read: {1}',
  'policy.groupCut': 'The list of members of the group "{0}" is not complete, so nobody knows whom it names.',
  'policy.groupEmpty':
    'The portal shows no member of the group "{0}". Every group has an owner, so its members are hidden from you: sign in as somebody who sees them, or name the members.',
  'policy.unknownGroup': 'The portal has no group "{0}", or does not show it to you.',
  'policy.ambiguousGroup': '{1} groups are called "{0}". Write the id of the one that is meant: {2}.',
  'policy.membersUnread':
    'The members of the portal could not be read, so nobody knows whom this selects: {0}',
  'policy.membersCut':
    'The list of members of the portal is not complete, so nobody knows whom this selects. Members by name, roster or group can still be planned.',
  'policy.rolesUnread': 'No member has the role "{0}", and the roles of the portal could not be read: {1}',
  'policy.twoUserTypes':
    '{0} would have the user types {1} and {2} (line {3}) at the same time, with the same priority. Neither is planned.',
  'policy.blocked': 'Nothing is planned of "{0}" until the errors of its rules are mended.',
  // checking against the portal
  'policy.unknownMember': '{0} is no member of the portal: nothing is planned of this name.',
  'policy.unknownMemberNear':
    '{0} is no member of the portal: nothing is planned of this name. Was "{1}" meant?',
  'policy.rosterUnknown': '{1} of {2} names of the roster {0} are no members of the portal: {3}',
  'policy.memberTwice': '{0} stands twice in this list.',
  'policy.selectsNobody': 'This selects no member of the portal now.',
  'policy.unusedSet': 'The set "{0}" is not used.',
  'policy.unusedTeam': 'The team "{0}" is not used.',
  'policy.setHides':
    '"{0}" is a set of this policy and an entitlement of {1} as well: where "give" says it, the set counts. Give the set another name.',
  'policy.takesAll':
    'Without a grant in force, the mode "{1}" takes {0} from all who hold it: {2} members now.',
  'policy.moreThanSeats': '{0} of {1}: {2} members would hold it, and there are {3} seats. {4} go without.',
  'policy.moreThanMembers': '{0}: {1} members would hold it, and it is for {2} members. {3} go without.',
  'policy.moreThanUserType':
    'The user type {0}: {1} members would have it, and there are {2}. {3} go without.',
  'policy.overQuota': 'The team "{0}" has grants for {1} members, and {2} seats: {3} go without.',
  'policy.typeMoves':
    'Members are selected by the user type that they have now, and the user types of this policy change for {0} members whether they belong here: {1}. Plan again once their user types are changed, or name the members.',
  'policy.twoLevels':
    'Together with the other grants, {0} would hold {1}. A member holds one level of ArcGIS Pro: nothing of {2} is planned for them.',
  'policy.noLevel':
    '{0} would hold {1} without a level of ArcGIS Pro, and no user type brings one along: it cannot be used.',
  'policy.includedLevel': '{1} comes with the user type {2}: {0} would take a seat that is not needed.',
  'policy.protectedKeep':
    '{0} protected members hold what no grant of {1} gives them, and keep it: {2}. Grant it, or protect them no longer.',
  'policy.excludedGrant': '{0} is excluded by this policy: nothing is planned of this grant.',
  'policy.ended': 'This grant ended on {0} and gives nothing any more.',
  'policy.endedKept':
    'This grant ended on {0} and gives nothing any more. In the mode "addOnly" no plan takes it from those who still hold it.',
  'policy.membersMore': '{0} and {1} more',
  'fix.timeZone': 'Add "timeZone": "{0}"',
  // over a name
  'policy.hoverSet': 'A set: {0}',
  'policy.hoverPeople': '{0} members: {1}',
  'policy.hoverSeats': '{0}: {1} seats.',
  'policy.hoverHeld': '{0}: {1} of {2} seats are held.',
  'policy.hoverMember': 'User type {0}, role {1}.',
  'policy.hoverHolds': '{0}: holds {1}; this policy gives {2}.',
  'policy.hoverItem': 'Item id {0}',
  'policy.hoverHolders': '{0} members hold it.',
  'policy.hoverFrom': 'In force from {0}, when the first day begins in {1}.',
  'policy.hoverUntil': 'In force until {0}, when the last day ends in {1}.',
} as const;
