// What an import sends of a document: the file on disk byte for byte where that is what the editor shows, else the editor's text. It is said which.
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { sentAs, textOfBytes } from '../../core/files/sentBytes';
import type { FileUpload } from '../../arcgis/portalClient';

/** What is sent, and what is said about it. */
export interface Upload {
  readonly file: FileUpload;
  /** Bytes, and their SHA-256 in hex. */
  readonly size: number;
  readonly hash: string;
  /** Where it comes from, in words. */
  readonly source: string;
  /** What the administrator has to know of it, in words. */
  readonly warning?: string;
}

/**
 * @param text of the document when the import began.
 * @param unsaved whether it had unsaved changes then.
 */
export async function uploadOf(
  document: vscode.TextDocument,
  name: string,
  text: string,
  unsaved: boolean,
): Promise<Upload> {
  const bytes = unsaved ? undefined : await bytesOnDisk(document.uri);
  switch (sentAs(text, bytes)) {
    case 'disk':
      return made({ name, text, ...own(bytes) }, size =>
        vscode.l10n.t('the file as it is on disk, byte for byte ({0} bytes)', size),
      );
    case 'diskNotUtf8':
      return {
        ...made({ name, text, ...own(bytes) }, size =>
          vscode.l10n.t('the file as it is on disk, byte for byte ({0} bytes)', size),
        ),
        warning: vscode.l10n.t(
          '{0} has bytes that are not UTF-8. They are sent as they are; the portal may refuse them.',
          name,
        ),
      };
    case 'text':
      return made({ name, text }, size =>
        unsaved
          ? vscode.l10n.t('the text of the editor with its unsaved changes, in UTF-8 ({0} bytes)', size)
          : vscode.l10n.t('the text of the editor, in UTF-8 ({0} bytes)', size),
      );
    case 'textOnly':
      return {
        ...made({ name, text }, size => vscode.l10n.t('the text of the editor, in UTF-8 ({0} bytes)', size)),
        warning: vscode.l10n.t(
          'What lies on disk of {0} is not in UTF-8, or has changed since it was opened: what the editor shows is sent.',
          name,
        ),
      };
  }
}

/** The upload of a file that was kept. */
export const uploadOfBytes = (name: string, bytes: Uint8Array): Upload =>
  made({ name, text: textOfBytes(bytes), ...own(bytes) }, size =>
    vscode.l10n.t('the file that was imported earlier, byte for byte ({0} bytes)', size),
  );

function made(file: FileUpload, say: (size: string) => string): Upload {
  const bytes = file.bytes ?? Buffer.from(file.text, 'utf8');
  return {
    file,
    size: bytes.length,
    hash: createHash('sha256').update(bytes).digest('hex'),
    source: say(bytes.length.toLocaleString('en')),
  };
}

/** A copy: what is sent is what was previewed, whoever else has the array. */
const own = (bytes: Uint8Array | undefined): Pick<FileUpload, 'bytes'> =>
  bytes === undefined ? {} : { bytes: Uint8Array.from(bytes) };

async function bytesOnDisk(uri: vscode.Uri): Promise<Uint8Array | undefined> {
  try {
    return await vscode.workspace.fs.readFile(uri);
  } catch {
    // An untitled document, or a file that is gone: there is the text.
    return undefined;
  }
}
