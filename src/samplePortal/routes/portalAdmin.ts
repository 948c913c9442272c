import type { Exchange, Route } from '../exchange';
import { Page } from '../exchange';
import { Refusal } from '../refusal';
import { notFoundPage } from '../reply';

/** The root of portaladmin and what tells the generations apart (wire reference sections 12 and 21). */
export const portalAdminRoutes: readonly Route[] = [
  { kind: 'read', path: '/portaladmin', access: 'licenses', handle: root },
];

/** Since 11.1. */
export const portalInfoRoutes: readonly Route[] = [
  {
    kind: 'read',
    path: '/portaladmin/info',
    access: 'licenses',
    handle: () => ({ currentversion: '11.4', fullVersion: '11.4.0', currentbuild: '53940' }),
  },
];

function root({ state }: Exchange): unknown {
  const isUserTypeLicensing = state.flavor === 'enterprise';
  return {
    version: isUserTypeLicensing ? '11.4' : '10.6.1',
    isLicensePopulated: state.isPopulated,
    ...(isUserTypeLicensing ? { isUserTypeLicensing } : {}),
    isUpgrade: false,
    isPostUpgrade: false,
    resources: isUserTypeLicensing ? ['license', 'security', 'system', 'info'] : ['security', 'system'],
  };
}

const ofLicense = [
  'validateLicense',
  'importLicense',
  'populateLicense',
  'updateLicenseManager',
  'releaseLicense',
  'getFutureLicense',
];
const ofSystem = [
  'importEntitlements',
  'getEntitlements',
  'removeAllEntitlements',
  'updateLicenseManager',
  'releaseLicense',
];

/** The operations of the other license generation, which this portal does not have (decision `wrongGeneration`). */
export function otherGeneration(other: 'license' | 'system/licenses'): readonly Route[] {
  const base = `/portaladmin/${other}`;
  const names = other === 'license' ? ofLicense : ofSystem;
  return [base, ...names.map(name => `${base}/${name}`)].map(path => ({
    kind: 'read',
    path,
    access: 'anyone',
    ignoresToken: true,
    handle: ({ state }) => {
      if (state.decisions.wrongGeneration === 'html404') return new Page(notFoundPage());
      throw new Refusal(404, 'Not Found');
    },
  }));
}
