/** The kinds that can be imported, as a caller may name one. */
export const importableKinds = ['entitlements', 'portalLicense', 'assignments', 'roster'] as const;
export type ImportableKind = (typeof importableKinds)[number];
/** The kinds of product.md. `licensePolicy` is recognised, and applied in a later version. */
export type FileKind = ImportableKind | 'licensePolicy';
