// The texts of `fileTexts` where a number in them is one. The key says which of the counted arguments are: '1', '2', or '12' for both of them.

/** `singularTexts[code][which]`; a code that is not here says the same of one as of many. */
export const singularTexts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'json.tooMany': { '0': '{0} more problem of this file is not listed.' },
  'plan.below': { '2': '{0}: the file has {1}, and {2} is held now.' },
  'plan.belowAtLeast': { '2': '{0}: the file has {1}, and at least {2} is held now.' },
  'plan.usersBelow': {
    '0': 'The file allows {0} member, and {1} hold the product now.',
    '1': 'The file allows {0} members, and {1} holds the product now.',
    '01': 'The file allows {0} member, and {1} holds the product now.',
  },
  'plan.usersBelowAtLeast': {
    '0': 'The file allows {0} member, and at least {1} hold the product now.',
    '1': 'The file allows {0} members, and at least {1} holds the product now.',
    '01': 'The file allows {0} member, and at least {1} holds the product now.',
  },
  'plan.futureBelow': { '3': '{0}: {1} from {2}, and {3} is held now.' },
  'plan.futureDropped': { '2': '{0}: none from {1}, and {2} is held now.' },
  'lint.numBelowHeld': {
    '2': '{0}: this part has {1}, and {2} is held on {3} now. Seats are signed: take licenses away first, or get a new file.',
  },
  'lint.usersBelowHeld': {
    '0': 'This part allows {0} member, and {1} hold the product on {2} now. The number is signed: take licenses away first, or get a new file.',
    '1': 'This part allows {0} members, and {1} holds the product on {2} now. The number is signed: take licenses away first, or get a new file.',
    '01': 'This part allows {0} member, and {1} holds the product on {2} now. The number is signed: take licenses away first, or get a new file.',
  },
  'lint.zeroPartHeld': {
    '0': 'This part is in effect already and grants nothing, and {0} member of {1} holds the product now: the import ends the licence for this member at once. If the licence goes on, get a new file: the part is signed.',
  },
  'lint.partStartsLater': {
    '1': 'Nothing of this file is in effect before {0}, and {1} member of {2} holds the product now: after the import there is no seat for this member until then. If that is not meant, get a new file: dates are signed.',
  },
  'lint.grantStartsLater': {
    '2': '{0}: this file grants none before {1}, and {2} member of {3} has it now. After the import there is no seat for this member until then.',
  },
  'lint.expiryDayMore': { '0': '{0} more entry of this file ends at the same time. {1}' },
  'lint.expiryPartlyUnknown': {
    '0': '{0} of {1} entries of this file names no end. When that one ends shows after the import alone, or in My Esri.',
  },
  'lint.maximumBelow': { '2': '{0}: the file has {1}, and {2} member of {3} has it now.' },
  'lint.grantBelowHeld': { '3': '{0} of {1}: the file has {2}, and {3} member of {4} holds it now.' },
  'lint.userTypeMissing': { '2': '{0} ({1}) is not in this file, and {2} member of {3} has it now.' },
  'lint.appMissing': { '2': '{0} ({1}) is not in this file, and {2} member of {3} holds it now.' },
  'lint.oneOfMembers': { '1': '{0} (the only such member of this entry)' },
  'lint.tooManySeats': {
    '1': '{0}: {1} member of this file does not hold it now, and {2} of {3} has {4} seats free. From here on they do not suffice, unless the same import gives some back.',
    '4': '{0}: {1} members of this file do not hold it now, and {2} of {3} has {4} seat free. From here on that does not suffice, unless the same import gives some back.',
  },
  'hover.seats': { '1': '{0}: {1} seat, {2} held, {3} idle for a year.' },
  'hover.seatsOnly': { '1': '{0}: {1} seat. Who holds it is not known here.' },
  'hover.members': {
    '1': '{0}: {1} seat, {2} members.',
    '2': '{0}: {1} seats, {2} member.',
    '12': '{0}: {1} seat, {2} member.',
  },
  'hover.membersOnly': { '1': '{0}: {1} member.' },
};
