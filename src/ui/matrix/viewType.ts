/** Also in package.json as `onWebviewPanel:` activation. */
export const matrixViewType = 'arcgisEntitlements.matrix';
