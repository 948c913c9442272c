// Simulating a file against its portal, or a portal's own queue and expiries: a bundle of its own, loaded with the first simulation.
import '../language';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import { flavourProblem } from '../../core/files/flavourProblem';
import type { NamedKind } from '../../core/files/importFile';
import { inertText } from '../../core/inertText';
import type { PortalId } from '../../core/ids';
import type { PortalConnection } from '../../core/model';
import { PortalError, isAbort } from '../../core/problem';
import type { SimulatedFile } from '../../core/timeline/simulationInput';
import { withAbort } from '../adapters';
import type { App } from '../app';
import { chosenAppId } from '../files/chosenAppId';
import { fileChoicesOf } from '../files/language/fileChoices';
import { connectionOf } from '../files/licenseImport';
import { say } from '../files/words';
import { notUnderstood } from '../notUnderstood';
import { parsedUri } from '../parsedUri';
import { readArguments } from '../readArguments';
import { savedPortal } from '../savedPortal';
import { targetsOf } from '../tree/nodeTarget';
import { activeToSimulate, fileToSimulate } from './fileToSimulate';
import type { FileToSimulate } from './fileToSimulate';
import { runSimulation } from './runSimulation';
import type { Simulated, SimulationWish } from './runSimulation';
import { openSimulation } from './simulationPanel';
import type { PanelSubject, SimulationPanel } from './simulationPanel';

/** What a program may pass instead of a file or a row (README, "Commands"). */
const FileArguments = v.strictObject({
  uri: v.optional(v.string()),
  portalId: v.optional(v.string()),
  kind: v.optional(v.picklist(['entitlements', 'portalLicense'])),
  appId: v.optional(v.string()),
});
const PortalArguments = v.strictObject({ portalId: v.optional(v.string()) });

export interface Simulations extends Disposable {
  /**
   * Simulates a file against the portal that was chosen for it: (uri, uris) of a menu, nothing from the palette, or one object of a program.
   * Resolves when the panel stands, without effect when cancelled.
   * @throws PortalError `badInput` naming the line where the file's seats cannot be told, and whatever reading the portal says
   */
  simulateFile(args: readonly unknown[]): Promise<void>;
  /** Simulates a portal's own queue and expiries: a row of the tree, nothing from the palette, or `{ portalId? }`. */
  simulatePortal(args: readonly unknown[]): Promise<void>;
}

/** Opens no panel before it is asked for. One panel per file and portal; the same again brings it to the front with a new run. */
export function createSimulations(app: App): Simulations {
  const panels = new Map<string, SimulationPanel>();

  async function run(
    connection: PortalConnection,
    file: SimulationWish['file'],
    anew: boolean,
  ): Promise<Simulated | undefined> {
    try {
      return await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          cancellable: true,
          title: inertText(vscode.l10n.t('Simulating at {0}', connection.name)),
        },
        (progress, token) =>
          withAbort(token, signal =>
            runSimulation(
              {
                inventory: app.inventory,
                client: app.connections.client(connection.id),
                now: app.clock.now(),
              },
              {
                connection,
                timeZone: connection.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
                ...(file === undefined ? {} : { file }),
                language: vscode.env.language,
                anew,
                signal,
                progress: message => progress.report({ message: inertText(message) }),
              },
            ),
          ),
      );
    } catch (error) {
      if (isAbort(error)) return undefined;
      throw error;
    }
  }

  async function show(
    key: string,
    subject: PanelSubject,
    first: Promise<Simulated | undefined>,
  ): Promise<void> {
    const simulated = await first;
    if (simulated === undefined) return;
    const open = panels.get(key);
    if (open !== undefined) open.show(simulated);
    else
      panels.set(
        key,
        openSimulation(app, subject, simulated, () => panels.delete(key)),
      );
  }

  async function simulateFile(
    uri: vscode.Uri | undefined,
    given: { readonly portalId?: PortalId; readonly kind?: NamedKind; readonly appId?: string },
  ): Promise<void> {
    const choices = fileChoicesOf(app);
    const wanted = uri ?? activeToSimulate(choices);
    const file = await fileToSimulate(wanted, given.kind ?? (wanted && kindOf(choices.of(wanted).as)));
    if (file === undefined) return;
    const portal = given.portalId ?? (await choices.portalFor(file.uri, file.content.kind));
    if (portal === undefined) return;
    const connection = connectionOf(app, portal);
    const { content } = file;
    const mismatch = flavourProblem(content.kind, connection.kind, connection.name, content.at);
    if (mismatch !== undefined)
      throw new PortalError({ kind: 'badInput' }, vscode.l10n.t('{0}: {1}', file.name, say(mismatch)));
    const appId =
      content.kind === 'entitlements'
        ? await chosenAppId(choices, file.uri, content, given.appId)
        : given.appId;
    if (content.kind === 'entitlements' && appId === undefined) return;
    const wishOf = (one: FileToSimulate): SimulationWish['file'] => ({
      name: one.name,
      unsaved: one.unsaved,
      faults: one.faults,
      simulated: simulatedOf(one, appId ?? ''),
    });
    await show(
      JSON.stringify([connection.id, file.uri.toString(), appId]),
      {
        portalId: connection.id,
        portalName: connection.name,
        fileName: file.name,
        uri: file.uri,
        planTitle: vscode.l10n.t('Give back seats before {0} is imported', file.name),
        again: async () => {
          const now = await fileToSimulate(file.uri, file.as);
          if (now === undefined) return undefined;
          if (now.content.kind !== content.kind)
            throw new PortalError(
              { kind: 'badInput' },
              vscode.l10n.t('{0} is another kind of file now. Simulate it from its editor.', now.name),
            );
          return run(connectionOf(app, connection.id), wishOf(now), true);
        },
      },
      run(connection, wishOf(file), false),
    );
  }

  return {
    simulateFile: async ([first, second]) => {
      if (first instanceof vscode.Uri) {
        if (Array.isArray(second) && second.length > 1)
          throw new PortalError(
            { kind: 'badInput' },
            vscode.l10n.t('Simulate one file at a time. {0} files are selected.', second.length),
          );
        await simulateFile(first, {});
        return;
      }
      const { uri, portalId, kind, appId } = readArguments(FileArguments, first, notUnderstood);
      await simulateFile(uri === undefined ? undefined : parsedUri(uri), {
        ...(portalId === undefined ? {} : { portalId: savedPortal(app.connections, portalId) }),
        ...(kind === undefined ? {} : { kind }),
        ...(appId === undefined ? {} : { appId }),
      });
    },
    simulatePortal: async ([first, second]) => {
      const row = targetsOf(first, second)[0];
      const given = row ?? readArguments(PortalArguments, first, notUnderstood);
      const portal =
        given.portalId === undefined ? await app.pickPortal() : savedPortal(app.connections, given.portalId);
      if (portal === undefined) return;
      const connection = connectionOf(app, portal);
      await show(
        JSON.stringify([portal]),
        {
          portalId: portal,
          portalName: connection.name,
          planTitle: vscode.l10n.t('Give back seats that will be missing at {0}', connection.name),
          again: () => run(connectionOf(app, portal), undefined, true),
        },
        run(connection, undefined, false),
      );
    },
    dispose: () => {
      for (const panel of [...panels.values()]) panel.dispose();
    },
  };
}

const kindOf = (as: string | undefined): NamedKind | undefined =>
  as === 'entitlements' || as === 'portalLicense' ? as : undefined;

function simulatedOf({ content }: FileToSimulate, appId: string): SimulatedFile {
  return content.kind === 'entitlements'
    ? { kind: 'entitlements', content, appId }
    : { kind: 'license', content: content.content };
}
