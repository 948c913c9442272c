import { createHash } from 'node:crypto';

/** SHA-256, hex, of a policy's text as it is planned: line ends and a byte order mark do not count, so that a checkout changes nothing. */
export const policyHash = (text: string): string =>
  createHash('sha256')
    .update(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'), 'utf8')
    .digest('hex');
