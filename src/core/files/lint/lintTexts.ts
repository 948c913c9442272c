// What the checks of entitlements files and portal license files say. A part of `fileTexts`; `{0}` is the first argument.

export const lintTexts = {
  // entitlements file
  'lint.unknownFeature':
    '{0} is not among the entitlements of {1}, and is no entitlement that this extension knows of the product. Keys are signed: if this one is wrong, get a new file.',
  'lint.productOn': '{0} on {1}',
  'lint.unknownFeatureNear':
    '{0} is not known here. Did you mean {1}? Keys are signed and come from Esri as they are: if this one was edited, get a new file.',
  'lint.featureDropped':
    '{1} has {0} now, and this part has no seats of it: from its date nobody could hold it. If that is not meant, get a new file: what a part grants is signed.',
  'lint.numBelowHeld':
    '{0}: this part has {1}, and {2} are held on {3} now. Seats are signed: take licenses away first, or get a new file.',
  'lint.usersBelowHeld':
    'This part allows {0} members, and {1} hold the product on {2} now. The number is signed: take licenses away first, or get a new file.',
  'lint.hostNotQualified':
    'The host name {0} is not fully qualified: ArcGIS Pro then asks for a sign-in again and again. {1}',
  'lint.hostsDiffer': 'The host names of this part ({0}) are not those of the first part ({1}). {2}',
  'lint.hostHasMore':
    'The host name {0} has more in it than the name: a scheme, a port or a path. Only the name belongs here; the port has a key of its own. {1}',
  'lint.hostBlank':
    'There is a blank or a semicolon in the host name {0}. Several host names have commas between them. {1}',
  'lint.hostUnreadable':
    'A host name of the license manager is expected here, and this is none: ArcGIS Pro would not find it. {0}',
  'lint.portMissing': 'This license manager has no "port"; license managers use 27000. {0}',
  'lint.portRange': 'The port has to be a whole number from 1 to 65535; license managers use 27000. {0}',
  'lint.writeFullHost': 'Write it with its domain.',
  'lint.chooseOne': 'Use the same in every part, unless the license manager moves on that date.',
  'lint.writeBareHost': 'Write the name alone.',
  'lint.writeCommas': 'Write them with commas, or the name without the blank.',
  'lint.portUsual': 'Write the port of the license manager.',
  'lint.signed':
    'It stands in the signed part of the file, where an edit makes the signature invalid: get a new file.',
  'lint.datesDisagree':
    'As milliseconds, "startDate" is {0} and "startDateStr" is {1}. The text decides; what the number means is not documented. If the text is wrong, get a new file: both are signed.',
  'lint.dateUnreadable':
    'This is not a date as dd-MMM-yyyy with an English month with three letters, such as 01-Jul-2026: when this part starts cannot be told, and a portal may take it as in effect at once. It is signed: get a new file.',
  'lint.partsOutOfOrder':
    'This part starts on {0}, before the part above it ({1}). Dates decide, not the order. If a date is wrong, get a new file: dates are signed.',
  'lint.partsOverlap':
    'Another part above starts on {0} as well: only one of the two can be in effect. Dates are signed: get a new file.',
  'lint.partPast':
    'This part is past: {0} has replaced it. If its date is wrong, get a new file: dates are signed.',
  'lint.partOf': 'the part of {0}',
  'lint.partInEffect': 'another part, which by its "startDate" is in effect,',
  'lint.maximumUnreadable':
    '"maxUsers" is not a whole number of members: it is not compared with anything. It is signed: get a new file.',
  'lint.maximumMissing':
    'This part has no "maxUsers": how many members it allows cannot be told. If it was taken out, get a new file: it is signed.',
  'lint.zeroPart':
    'From {0} this file grants nothing: a part with no members and no seats is the end of the licence. If the licence goes on, get a new file: the part is signed.',
  'lint.zeroPartUndated':
    'This part grants nothing: no members and no seats are the end of the licence. If the licence goes on, get a new file: the part is signed.',
  'lint.zeroPartNow':
    'This part is in effect already and grants nothing: after the import nobody has the product. No members and no seats are the end of the licence. If the licence goes on, get a new file: the part is signed.',
  'lint.zeroPartHeld':
    'This part is in effect already and grants nothing, and {0} members of {1} hold the product now: the import ends the licence for them at once. If the licence goes on, get a new file: the part is signed.',
  'lint.partStartsLater':
    'Nothing of this file is in effect before {0}, and {1} members of {2} hold the product now: after the import there are no seats for them until then. If that is not meant, get a new file: dates are signed.',
  'lint.partsNotRead':
    'Parts under another key are not read here ({0} under "{1}"): which of the lists counts cannot be told, and the portal will probably refuse it. If the file was edited, get a new file, with all parts in one list.',
  'lint.wrongAppId':
    'These entitlements are of {1}, not of {0}. Imported as {0}, they would replace what the portal has of that.',
  'lint.appIdSpelling':
    'The product id is written {0}: portals compare it letter by letter, and would not know this one.',
  // portal license file
  'lint.expiryDay': 'Ends {0}, which is {1} in {2}: the licence ends on another day there than in UTC. {3}',
  'lint.expiryDayMore': '{0} more entries of this file end at the same time. {1}',
  'lint.zoneOfPortal': 'The time zone is that of {0}.',
  'lint.zoneUnknown': 'The time zone is that of this computer, as {0} has none that is known.',
  'lint.zoneNotSet': "That is this computer's time zone ({0}), as none is set for {1}.",
  'lint.endUnreadable':
    'This end cannot be read: a number of milliseconds since 1970 is expected. On which day this ends is not checked.',
  'lint.endInSeconds':
    'As milliseconds this end is {0}. It looks like seconds: on which day this ends is not checked.',
  'lint.ended': 'This entry ended {0}.',
  'lint.endUntold':
    'Whether this entry has an end cannot be told: -1 alone is taken as no end, and a portal may take {0} as an end that is past. Until that is known, it is counted as over.',
  'lint.grantMaximumMissing':
    'This entry has no "maxUsers": how many seats it grants cannot be told, and the portal will probably refuse the file. It is signed: get a new file.',
  'lint.grantStartsLater':
    '{0}: this file grants none before {1}, and {2} members of {3} have it now. After the import there are no seats for them until then.',
  'lint.grantLacksHeld':
    '{0}: members of {2} hold {1} now, and this entry has no seats of it: from its start nobody can hold it.',
  'lint.zoneOfComputer': 'The time zone is that of this computer, as no portal is chosen.',
  'lint.maximumBelow': '{0}: the file has {1}, and {2} members of {3} have it now.',
  'lint.grantBelowHeld': '{0} of {1}: the file has {2}, and {3} members of {4} hold it now.',
  'lint.grantNotCompared':
    'Not checked: {0}. Who holds it on {1} is not known, so that the seats of this file are not compared with members.',
  'lint.userTypeMissing': '{0} ({1}) is not in this file, and {2} members of {3} have it now.',
  'lint.appMissing': '{0} ({1}) is not in this file, and {2} members of {3} hold it now.',
  'lint.maybeMissing':
    '{0} ({1}) is licensed on {2} and is not in this file. Whether anybody uses it is not known here.',
  'lint.expiryUnknown':
    'No entry of this file names an end. When the licence ends shows after the import alone, or in My Esri.',
  'lint.expiryPartlyUnknown':
    '{0} of {1} entries of this file name no end. When those end shows after the import alone, or in My Esri.',
  'lint.atLeast': 'at least {0}',
  // any JSON of ours
  'lint.keyCase':
    'The key "{0}" differs from "{1}" in this object in capital letters alone: a program may take one for the other.',
  // quick fixes
  'fix.host': 'Write {0}',
  'fix.port': 'Write port 27000',
  'fix.appId': 'Write {0}',
  // hover: what it is
  'hover.proLevel': 'License level of ArcGIS Pro.',
  'hover.proExtension': 'Extension of ArcGIS Pro: it needs a license level as well.',
  'hover.entitlement': 'Entitlement.',
  'hover.entitlementOf': 'Entitlement of {0}.',
  'hover.product': 'Product that the file is imported as.',
  'hover.userType': 'User type.',
  'hover.app': 'App.',
  'hover.appBundle': 'App bundle.',
  'hover.extension': 'User type extension.',
  'hover.capability': 'Portal capability: licensed or not, without seats.',
  'hover.unknown': 'This extension has no other name for it.',
  // hover: what the portal says
  'hover.seats': '{0}: {1} seats, {2} held, {3} idle for a year.',
  'hover.held': '{0}: {1} held, {2} idle for a year.',
  'hover.seatsOnly': '{0}: {1} seats. Who holds them is not known here.',
  'hover.members': '{0}: {1} seats, {2} members.',
  'hover.membersOnly': '{0}: {1} members.',
  'hover.notOnPortal': '{0} has none of it.',
  'hover.unread': '{0} was not read: {1}',
  'hover.secret': 'Secret, and masked wherever this extension shows text. Only an import sends it.',
} as const;
