// Validate on Portal: what the portal itself reads in a license file, without importing it.
import * as vscode from 'vscode';
import { isTimeZone } from '../../core/format';
import type { FileContent } from '../../core/files/importFile';
import { validationText } from '../../core/files/validationText';
import type { PortalConnection } from '../../core/model';
import { PortalError } from '../../core/problem';
import type { App } from '../app';
import type { TextDocuments } from '../textDocuments';
import { askPortal } from './licenseImport';
import type { OpenedFile } from './refusal';

/**
 * Sends a portal license file to `validateLicense` and shows the answer as a document.
 * @throws PortalError `badInput` for another kind of file and for a file that the portal refuses, and whatever else the portal says.
 */
export async function validateFile(
  app: Pick<App, 'connections' | 'clock'>,
  documents: Pick<TextDocuments, 'show'>,
  file: OpenedFile,
  content: FileContent,
  connection: PortalConnection,
): Promise<void> {
  if (content.kind !== 'portalLicense')
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t(
        '{0} is no portal license file of ArcGIS Enterprise 10.7 or later: a portal can validate those alone. What an import of it would change is shown by Import, before anything is sent.',
        file.name,
      ),
    );
  const said = await askPortal(app, file, content, connection);
  const zone = connection.timeZone;
  await documents.show(
    'validation.md',
    validationText({
      fileName: file.name,
      source: file.upload.source,
      portalName: connection.name,
      timeZone:
        zone !== undefined && isTimeZone(zone) ? zone : Intl.DateTimeFormat().resolvedOptions().timeZone,
      at: app.clock.now(),
      said,
    }),
  );
}
