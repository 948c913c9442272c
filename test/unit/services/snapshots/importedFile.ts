// Entitlements files for imports at the sample portal, and the plans of their imports.
import { createHash } from 'node:crypto';
import type { ImportPlan } from '../../../../src/core/planTypes';
import type { FileUpload } from '../../../../src/arcgis/portalClient';
import { portal } from '../bench';

export const appId = 'arcgisprodesktop';
export const licenseString = 'CANARY-LICENSE-STRING';

/** A file that gives so many Standard seats; as an administrator may have it, with a byte order mark and CRLF. */
export function importedFile(seats: number): FileUpload & { readonly bytes: Uint8Array<ArrayBuffer> } {
  const part = {
    orgEntitlements: {
      maxUsers: 900,
      startDate: 0,
      startDateStr: '01-Jan-2020',
      entitlements: { desktopStdN: { num: seats, license: licenseString } },
    },
    signature: licenseString,
  };
  const text = JSON.stringify({ appId, parts: [part] }, undefined, 2).replaceAll('\n', '\r\n');
  return { name: `seats-${seats}.json`, text, bytes: Uint8Array.from(Buffer.from(`\uFEFF${text}`)) };
}

/** What is previewed of it. */
export const planOf = (
  id: string,
  seats: number,
  { name, bytes }: ReturnType<typeof importedFile>,
): ImportPlan => ({
  kind: 'import',
  id,
  portalId: portal,
  createdAt: 0,
  title: `Import ${name}`,
  operation: 'importEntitlements',
  appId,
  fileName: name,
  fileSize: bytes.length,
  fileHash: createHash('sha256').update(bytes).digest('hex'),
  rows: [{ section: 'entitlement', name: 'desktopStdN', after: seats }],
  warnings: [],
});
