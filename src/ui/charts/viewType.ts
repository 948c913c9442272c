/** Also in package.json as `onWebviewPanel:` activation. */
export const chartsViewType = 'arcgisEntitlements.charts';
