import type { Flavor } from './model';
import type { Route } from './exchange';
import type { SignIn } from './signIn';
import { contentRoutes } from './routes/content';
import { entitlementRoutes } from './routes/entitlements';
import { portalRoutes } from './routes/portals';
import { provisionRoutes } from './routes/provision';
import { purchaseRoutes } from './routes/purchases';
import { signInRoutes } from './routes/signIn';

/** The operations that a portal of this flavour has. */
export function routesOf(_flavor: Flavor, signIn: SignIn): readonly Route[] {
  return [
    ...signInRoutes(signIn),
    ...portalRoutes,
    ...purchaseRoutes,
    ...contentRoutes,
    ...entitlementRoutes,
    ...provisionRoutes,
  ];
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
