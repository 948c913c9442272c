// Reads of a plan wait until a person has signed in again. Its writes do not: whoever sends them reads first again (requestSender.ts).
import type { TokenSource } from '../../arcgis/portalClient';
import type { PortalId } from '../../core/ids';
import { isPortalError } from '../../core/problem';
import type { SignInPause } from './signInPause';

const isSignIn = (error: unknown): boolean => isPortalError(error) && error.fault.kind === 'signIn';

/** `source`, whose reads wait for a sign-in while the portal is held. A wait that was given up leaves them with the failure of `source`. */
export function pausingTokens(source: TokenSource, pause: SignInPause, portal: PortalId): TokenSource {
  return {
    token: async (signal, action = 'read') => {
      try {
        return await source.token(signal, action);
      } catch (error) {
        if (action === 'write' || !isSignIn(error) || !(await pause.wait(portal, signal))) throw error;
        return source.token(signal, action);
      }
    },
    renew: async (refused, signal, action = 'read') => {
      const renewed = await source.renew(refused, signal, action).catch((error: unknown) => {
        if (isSignIn(error)) return undefined;
        throw error;
      });
      if (renewed !== undefined || action === 'write' || !(await pause.wait(portal, signal))) return renewed;
      return source.renew(refused, signal, action);
    },
  };
}
