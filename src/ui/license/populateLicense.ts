// Populate License: for the rare portal of 10.7 and later that has not loaded its license by itself (wire reference 13.5).
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { inertText } from '../../core/inertText';
import type { Desk } from '../plan/planDesk';
import { licenseRequest, notThere, reading, type LicenseApp } from './licenseRequest';

const PopulateArguments = v.strictObject({ portalId: v.optional(v.string()) });

export function populateLicense(app: LicenseApp, desk: Desk): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const request = await licenseRequest<v.InferOutput<typeof PopulateArguments>>(
      app,
      PopulateArguments,
      {},
      args,
    );
    if (request === undefined) return;
    const { portalId, organization } = request;
    if (organization.kind !== 'enterprise')
      throw notThere(
        vscode.l10n.t(
          'Populating the license is for ArcGIS Enterprise 10.7 and later, after a site was created or upgraded. {0} is no such portal.',
          organization.name,
        ),
      );
    const populated = await reading(vscode.l10n.t('Reading the state of the license…'), () =>
      app.connections.client(portalId).licensePopulated(),
    );
    if (populated === true) {
      await vscode.window.showInformationMessage(
        inertText(
          vscode.l10n.t(
            'The license of {0} is populated: there is nothing to do. A portal does it by itself; it is needed only where it says that its license is not populated, as after an upgrade that was interrupted.',
            organization.name,
          ),
        ),
      );
      return;
    }
    await desk.proposeOperation({
      kind: 'operation',
      id: randomUUID(),
      portalId,
      createdAt: app.clock.now(),
      title: vscode.l10n.t('Populate the license of {0}', organization.name),
      operation: { name: 'populateLicense' },
      does: [
        vscode.l10n.t(
          'The portal loads the content of its license into its database: user types, apps and extensions.',
        ),
        vscode.l10n.t('No license file is sent, and what members hold stays as it is.'),
      ],
      now: [
        {
          name: vscode.l10n.t('License is populated'),
          value: populated === undefined ? vscode.l10n.t('not reported') : vscode.l10n.t('no'),
        },
      ],
      warnings:
        populated === undefined
          ? [
              vscode.l10n.t(
                'The portal does not say whether its license is populated. It is needed only after a site was created or upgraded, and cannot be read back here.',
              ),
            ]
          : [],
    });
  };
}
