// Whether what an editor shows of a file is what lies on disk, so that the file itself can be sent, byte for byte.

/**
 * - `disk`: the bytes on disk, which are the text in UTF-8; a byte order mark and line ends count for nothing, editors change them.
 * - `diskNotUtf8`: the same, with bytes in between that are no UTF-8 and that the text has lost.
 * - `text`: there are no bytes that the text could be, as for unsaved changes.
 * - `textOnly`: the bytes are another text: another encoding, or a file that has changed since.
 */
export type SentAs = 'disk' | 'diskNotUtf8' | 'text' | 'textOnly';

/** @param bytes of the file on disk; undefined where the text is not saved, or there is no such file. */
export function sentAs(text: string, bytes: Uint8Array | undefined): SentAs {
  if (bytes === undefined) return 'text';
  if (sameText(new TextDecoder('utf-8').decode(bytes), text)) return isUtf8(bytes) ? 'disk' : 'diskNotUtf8';
  return 'textOnly';
}

/** The text of a file in UTF-8, without its byte order mark. */
export const textOfBytes = (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes);

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const sameText = (one: string, other: string): boolean => one === other || plain(one) === plain(other);

const plain = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
