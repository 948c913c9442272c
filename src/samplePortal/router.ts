import type { Route } from './exchange';
import type { Flavor } from './model';
import { bundleRoutes } from './routes/bundles';
import { communityRoutes, provisionedListingRoutes } from './routes/community';
import { contentRoutes } from './routes/content';
import { entitlementRoutes } from './routes/entitlements';
import { homeRoutes } from './routes/home';
import { licenseRoutes } from './routes/license';
import { oauthRoutes } from './routes/oauth';
import { otherGeneration, portalAdminRoutes, portalInfoRoutes } from './routes/portalAdmin';
import { portalRoutes } from './routes/portals';
import { provisionRoutes } from './routes/provision';
import { purchaseRoutes } from './routes/purchases';
import { signInRoutes } from './routes/signIn';
import { systemLicenseRoutes } from './routes/systemLicenses';
import { userTypeRoutes } from './routes/userTypes';
import type { SignIn } from './signIn';

/**
 * The operations that a portal of this flavour has: no portaladmin online, no user types and bundles before 10.7.
 * @param restartSeconds how long the portal is away after updateLicenseManager
 */
export function routesOf(flavor: Flavor, signIn: SignIn, restartSeconds: number): readonly Route[] {
  const common = [
    ...signInRoutes(signIn),
    ...oauthRoutes(signIn),
    ...portalRoutes,
    ...communityRoutes,
    ...purchaseRoutes,
    ...contentRoutes,
    ...entitlementRoutes,
    ...provisionRoutes,
    ...homeRoutes,
  ];
  const since107 = [...bundleRoutes, ...userTypeRoutes, ...provisionedListingRoutes];
  switch (flavor) {
    case 'online':
      return [...common, ...since107];
    case 'enterprise':
      return [
        ...common,
        ...since107,
        ...portalAdminRoutes,
        ...portalInfoRoutes,
        ...licenseRoutes(restartSeconds),
        ...otherGeneration('system/licenses'),
      ];
    case 'legacy':
      return [
        ...common,
        ...portalAdminRoutes,
        ...systemLicenseRoutes(restartSeconds),
        ...otherGeneration('license'),
      ];
    default:
      throw new Error('unknown flavour');
  }
}

/** A route with the values of its parameters. */
export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a path; one with fewer parameters wins over one with more. */
export class Router {
  readonly #routes: readonly { route: Route; segments: readonly string[] }[];

  constructor(routes: readonly Route[]) {
    const weight = (route: Route): number => route.path.split(':').length;
    this.#routes = [...routes]
      .sort((a, b) => weight(a) - weight(b))
      .map(route => ({ route, segments: route.path.split('/').slice(1) }));
  }

  /** @param path below the portal's base, not decoded */
  match(path: string): Match | undefined {
    const given = path.replace(/\/+$/, '').split('/').slice(1);
    for (const { route, segments } of this.#routes) {
      if (segments.length !== given.length) continue;
      const params: Record<string, string> = {};
      const fits = segments.every((segment, index) => {
        const text = given[index] ?? '';
        if (!segment.startsWith(':')) return segment === text;
        params[segment.slice(1)] = decoded(text);
        return text !== '';
      });
      if (fits) return { route, params };
    }
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
