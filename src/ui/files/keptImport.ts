// Importing a kept file again: the same plan, preview and confirmation as of a file that is opened.
import { isBlocking } from '../../core/files/fileProblem';
import { readImportFile } from '../../core/files/importFile';
import type { App } from '../app';
import type { FileDiagnostics } from './fileDiagnostics';
import { chooseKeptFile } from './keptFiles';
import { connectionOf, importEntitlements, importLicense } from './licenseImport';
import type { OpenedFile } from './refusal';
import { refuse } from './refusal';
import { uploadOfBytes } from './upload';

/**
 * Up to the preview. The file is never shown: it holds license strings.
 * @throws PortalError `badInput` where nothing is kept, and whatever the portal says.
 */
export async function importKeptFile(
  app: App,
  diagnostics: FileDiagnostics,
  args: readonly unknown[],
): Promise<void> {
  const chosen = await chooseKeptFile(app, args);
  if (chosen === undefined) return;
  const { kept, bytes } = chosen;
  const upload = uploadOfBytes(kept.name, bytes);
  const { text } = upload.file;
  const as = kept.operation === 'importLicense' ? 'portalLicense' : 'entitlements';
  const { content, problems } = readImportFile(kept.name, text, as);
  const importedAt = kept.imports.at(-1)?.at;
  const file: OpenedFile = {
    name: kept.name,
    text,
    upload,
    unsaved: false,
    as,
    diagnostics,
    problems,
    ...(importedAt === undefined ? {} : { importedAt }),
  };
  if (isBlocking(problems)) await refuse(file, problems);
  const connection = connectionOf(app, kept.portalId);
  if (content?.kind === 'entitlements') await importEntitlements(app, file, content, connection, kept.appId);
  else if (content?.kind === 'portalLicense') await importLicense(app, file, content, connection);
  else await refuse(file, problems);
}
