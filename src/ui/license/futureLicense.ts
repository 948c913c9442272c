// Show Future License: what of a portal's license starts or ends when, of all of it or of the user types that are selected. Only reads.
import * as v from 'valibot';
import * as vscode from 'vscode';
import { futureLicenseText } from '../../core/futureLicense';
import { userTypeId } from '../../core/ids';
import { PortalError } from '../../core/problem';
import { localZone } from '../tree/shownNumbers';
import { notThere, readRequest, reading, type LicenseApp, type LicenseRequest } from './licenseRequest';

const FutureArguments = v.strictObject({
  portalId: v.optional(v.string()),
  userType: v.optional(v.pipe(v.string(), v.minLength(1))),
});
type Given = v.InferOutput<typeof FutureArguments>;

/** Names the tab; its text can be copied and saved like that of any file. */
const documentName = 'future-license.md';

export function showFutureLicense(
  app: LicenseApp,
  showText: (name: string, text: string) => Promise<void>,
): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const request = await readRequest<Given>(app, FutureArguments, {}, args);
    if (request === undefined) return;
    refuseOtherKind(request);
    const { portalId, targets, given, organization } = request;
    const [future, license, userTypes, appBundles] = await reading(
      vscode.l10n.t('Reading the future license of {0}…', organization.name),
      () =>
        Promise.all([
          app.inventory.refresh({ portalId, name: 'futureLicense' }),
          app.inventory.refresh({ portalId, name: 'license' }),
          app.inventory.load({ portalId, name: 'userTypes' }),
          app.inventory.load({ portalId, name: 'appBundles' }),
        ]),
    );
    if (future.state === 'failed') throw future.problem;
    if (future.state !== 'ready') return;
    const named = userTypes.state === 'ready' ? userTypes.value : [];
    const licensed = license.state === 'ready' ? license.value : undefined;
    // The license counts members, the other resource has the names.
    const types = [
      ...(licensed?.userTypes ?? []).map(type => ({
        ...type,
        name: named.find(({ id }) => id === type.id)?.name ?? type.name,
      })),
      ...named.filter(type => licensed?.userTypes.some(({ id }) => id === type.id) !== true),
    ];
    const wanted = [
      ...new Set([
        ...targets.flatMap(({ userType }) => userType ?? []),
        ...(given.userType === undefined ? [] : [userTypeId(given.userType)]),
      ]),
    ];
    const strange = wanted.filter(
      id => !types.some(type => type.id === id) && !future.value.some(item => item.id === id),
    );
    if (strange.length > 0)
      throw new PortalError(
        { kind: 'badInput' },
        vscode.l10n.t('{0} has no user type {1}.', organization.name, strange.join(', ')),
      );
    const text = futureLicenseText({
      portalName: app.connections.get(portalId)?.name ?? organization.name,
      timeZone: app.connections.get(portalId)?.timeZone ?? localZone(),
      at: future.readAt,
      items: future.value,
      parts: {
        userTypes: types,
        appBundles: appBundles.state === 'ready' ? appBundles.value : [],
        license: licensed,
      },
      ...(wanted.length === 0 ? {} : { of: wanted }),
    });
    await showText(documentName, text);
  };
}

function refuseOtherKind({ organization }: LicenseRequest<Given>): void {
  const { kind, name } = organization;
  if (kind === 'enterprise') return;
  throw notThere(
    kind === 'legacy'
      ? vscode.l10n.t(
          '{0} has no future license of its own: what each product has queued stands below Imported entitlements, and Simulate What Is Coming shows when it starts.',
          name,
        )
      : vscode.l10n.t(
          '{0} is an ArcGIS Online organization: what its subscription has later is in My Esri. Simulate What Is Coming shows what ends.',
          name,
        ),
  );
}
