// Every command of the extension. The compiler checks that each has a handler; a test checks the table against package.json.
export const Command = {
  addPortal: 'arcgisEntitlements.addPortal',
  connectSamplePortal: 'arcgisEntitlements.connectSamplePortal',
  signIn: 'arcgisEntitlements.signIn',
  signOut: 'arcgisEntitlements.signOut',
  removePortal: 'arcgisEntitlements.removePortal',
  renamePortal: 'arcgisEntitlements.renamePortal',
  setTimeZone: 'arcgisEntitlements.setTimeZone',
  refresh: 'arcgisEntitlements.refresh',
  /** The toolbar's: VS Code hands toolbar commands the focused row, which {@link Command.refresh} would take for its subject. */
  refreshAll: 'arcgisEntitlements.refreshAll',
  retry: 'arcgisEntitlements.retry',
  loadMore: 'arcgisEntitlements.loadMore',
  filterHolders: 'arcgisEntitlements.filterHolders',
  clearFilter: 'arcgisEntitlements.clearFilter',
  copyUsername: 'arcgisEntitlements.copyUsername',
  copyItemId: 'arcgisEntitlements.copyItemId',
  openInPortal: 'arcgisEntitlements.openInPortal',
  exportHolders: 'arcgisEntitlements.exportHolders',
  findMember: 'arcgisEntitlements.findMember',
  /** The toolbar's and the palette's: always asks. */
  searchMember: 'arcgisEntitlements.searchMember',
  clearMember: 'arcgisEntitlements.clearMember',
  showCharts: 'arcgisEntitlements.showCharts',
  provision: 'arcgisEntitlements.provision',
  revoke: 'arcgisEntitlements.revoke',
  revokeEverything: 'arcgisEntitlements.revokeEverything',
  copyLicensesFrom: 'arcgisEntitlements.copyLicensesFrom',
  releaseLicense: 'arcgisEntitlements.releaseLicense',
  updateLicenseManager: 'arcgisEntitlements.updateLicenseManager',
  populateLicense: 'arcgisEntitlements.populateLicense',
  removeAllEntitlements: 'arcgisEntitlements.removeAllEntitlements',
  importFile: 'arcgisEntitlements.importFile',
  simulateFile: 'arcgisEntitlements.simulateFile',
  simulatePortal: 'arcgisEntitlements.simulatePortal',
  applyPlan: 'arcgisEntitlements.applyPlan',
  cancelApply: 'arcgisEntitlements.cancelApply',
  planAgain: 'arcgisEntitlements.planAgain',
  discardPlan: 'arcgisEntitlements.discardPlan',
  toggleNotification: 'arcgisEntitlements.toggleNotification',
  openPlanDocument: 'arcgisEntitlements.openPlanDocument',
  saveReport: 'arcgisEntitlements.saveReport',
  showJournal: 'arcgisEntitlements.showJournal',
  showLog: 'arcgisEntitlements.showLog',
} as const;
export type Command = (typeof Command)[keyof typeof Command];

/** Views and the activity-bar container (product.md, fixed names). */
export const View = {
  portals: 'arcgisEntitlements.portals',
  member: 'arcgisEntitlements.member',
  plan: 'arcgisEntitlements.plan',
} as const;
