// Connections that fail before the portal says anything: certificate, name, refusal, reset, cut body.
import { l10n } from '../core/l10n';
import { PortalError } from '../core/problem';
import type { RequestInfo } from './errors';

/** Error codes of TLS verification, as Node and its fetch report them. */
const certificateCodes = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_CHAIN_TOO_LONG',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Error codes that come up before a connection carries anything: name, connect, TLS handshake. */
const unsentCodes = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
]);

/** The error for a connection that failed: certificate, name, refusal, reset, cut body. Keeps the system's code, nothing else of the cause. */
export function problemOfTransport(error: unknown, info: RequestInfo): PortalError {
  const code = systemCode(error);
  const details = code === undefined ? [] : [code];
  if (code !== undefined && certificateCodes.has(code)) {
    return new PortalError(
      { kind: 'transport', certificate: true },
      l10n.t(
        'The certificate of {0} is not trusted ({1}). Have the authority that issued it trusted by the operating system, or start VS Code with NODE_EXTRA_CA_CERTS set to its file, and keep the setting http.systemCertificates on.',
        info.host,
        code,
      ),
      { request: info.request, details },
    );
  }
  return new PortalError(
    { kind: 'transport', ...(isUnsent(error, code) ? { unsent: true } : {}) },
    `${transportText(code, info.host)}${code === undefined ? '' : ` (${code})`}`,
    {
      request: info.request,
      details,
    },
  );
}

function transportText(code: string | undefined, host: string): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return l10n.t('The name of {0} cannot be resolved. Check the address, the network and the VPN', host);
    case 'ECONNREFUSED':
      return l10n.t(
        '{0} does not accept connections. Check the address and the port, and whether the portal runs',
        host,
      );
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return l10n.t('{0} does not speak https at this port. Check the port in the address', host);
    default:
      return l10n.t(
        'The connection to {0} failed or was cut. Check the network, the VPN and the proxy settings, then try again',
        host,
      );
  }
}

/** An error, what it was caused by, and so on. */
function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    chain.push(current);
    const inner: unknown = current instanceof AggregateError ? (current.errors as unknown[])[0] : undefined;
    current = inner ?? current.cause;
  }
  return chain;
}

/** True where the connection failed before anything could be sent over it: a write has then surely not happened. */
function isUnsent(error: unknown, code: string | undefined): boolean {
  if (code !== undefined && unsentCodes.has(code)) return true;
  // A host that cannot be reached is told with the same code while a connection is made and after it was.
  return causes(error).some(cause => (cause as { syscall?: unknown }).syscall === 'connect');
}

/** The first `code` in the chain of causes. */
function systemCode(error: unknown): string | undefined {
  return causes(error)
    .map(cause => (cause as { code?: unknown }).code)
    .find((code): code is string => typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code));
}
