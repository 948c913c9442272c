// What the checks of member assignments and rosters say. A part of `fileTexts`; `{0}` is the first argument.

export const assignmentsLintTexts = {
  'lint.unknownMember': '{0} is no member of {1}.',
  'lint.unknownMemberNear': '{0} is no member of {1}. Did you mean {2}?',
  'lint.unknownEntitlement': '{1} on {2} has no entitlement {0}.',
  'lint.unknownEntitlementNear': '{1} on {2} has no entitlement {0}. Did you mean {3}?',
  'lint.duplicateMember': '{0} stands in line {1} already, with the same entitlements.',
  'lint.contradiction': '{0} stands in line {1} already. {2}',
  'lint.otherSet':
    'That line has other entitlements: "set exactly" cannot meet both, and "add" gives the entitlements of both.',
  'lint.otherEmpty': 'One of the two has no entitlements, which means "nothing" to "set exactly".',
  'lint.otherLevel': 'It has {0}, this one {1}, and a member holds one level of ArcGIS Pro at most.',
  'lint.offlineMember':
    '{0} has taken {1} offline: {2} refuses to change it until the licence is checked in or released.',
  'lint.extensionNoLevel':
    '{0} is an extension of ArcGIS Pro, and {1} has no level of it: not in this file, not on {2}, not from the user type.',
  'lint.oneOfMembers': '{0} (one of {1} members of this entry)',
  'lint.extensionNoLevelFile':
    '{0} is an extension of ArcGIS Pro, and a level (desktopBasicN, desktopStdN, desktopAdvN) is not in this file. Members who have none already, by assignment or user type, cannot use it.',
  'lint.tooManySeats':
    '{0}: {1} members of this file do not hold it now, and {2} of {3} has {4} seats free. From here on they do not suffice, unless the same import gives some back.',
  'lint.listingNotChosen':
    'This line names no listing, and none is chosen for the file: its entitlements are not checked against {0}.',
  'lint.productNotChecked': 'Not checked: entitlements and seats of {0}. Who holds it on {1} is not known.',
  'lint.twoLevels': 'This line has {0} and {1}, and a member holds one level of ArcGIS Pro at most.',
  // quick fixes
  'fix.name': 'Write {0}',
} as const;
