/** What is said of member assignments and rosters beyond their form. Part of `fileTexts`. */
export const assignmentsLintTexts = {
  'lint.unknownMember': '{0} is no member of {1}.',
  'lint.unknownMemberNear': '{0} is no member of {1}. Is {2} meant?',
  'lint.unknownEntitlement': '{1} of {2} has no entitlement {0}.',
  'lint.unknownEntitlementNear': '{1} of {2} has no entitlement {0}. Is {3} meant?',
  'lint.duplicateMember': '{0} stands in line {1} already, with the same entitlements.',
  'lint.contradiction':
    '{0} stands in line {1} already, with other entitlements: "set exactly" could not meet both, "add" gives both.',
  'lint.contradictionLevels':
    '{0} has {1} in line {2} already: a member holds one level of ArcGIS Pro, and {3} is another.',
  'lint.offlineMember':
    '{0} has taken {1} offline: {2} refuses changes until the license is back or released.',
  'lint.extensionNoLevel':
    '{0} is an extension of ArcGIS Pro, and {1} has no level of it, neither from this file nor from {2}.',
  'lint.extensionNoLevelMany':
    '{0} is an extension of ArcGIS Pro, and {1} members of this entry have no level of it, neither from this file nor from {2}; the first is {3}.',
  'lint.extensionNoLevelFile':
    '{0} is an extension of ArcGIS Pro, and this line has no level (desktopBasicN, desktopStdN, desktopAdvN). Members who have none already, also not from their user type, cannot use it.',
  'lint.tooManySeats':
    '{0}: {1} members of this file do not hold it now, and {2} has {3} free. From here on there are no seats, unless the same import gives some back.',
  'fix.replaceName': 'Replace by {0}',
} as const;
