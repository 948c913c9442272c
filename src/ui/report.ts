// The only place that tells the administrator about a failure. Decides by the fault's kind, never by message text.
import * as vscode from 'vscode';
import { inertText } from '../core/inertText';
import { assertNever, isAbort, isPortalError, messageOf, type Fault } from '../core/problem';
import { redact } from '../core/redact';
import type { LogChannel } from './adapters';
import { Command } from './commandIds';

type Advice = 'signIn' | 'openLog' | 'none';

function adviceFor(fault: Fault): Advice {
  switch (fault.kind) {
    case 'signIn':
      return 'signIn';
    case 'transport':
    case 'timeout':
    case 'unexpectedReply':
    case 'throttled':
      return 'openLog';
    case 'forbidden':
    case 'seatShortage':
    case 'incompatibleUserType':
    case 'missingProLevel':
    case 'alreadyIncluded':
    case 'disconnected':
    case 'notMember':
    case 'unknownEntitlement':
    case 'listingUnavailable':
    case 'staleState':
    case 'otherHost':
    case 'incomplete':
    case 'versionUnsupported':
    case 'refused':
    case 'badInput':
      return 'none';
    default:
      return assertNever(fault);
  }
}

/**
 * Makes the reporter: logs the failure with its request (method and path), shows one message with at most one button, and is silent for aborts
 * and cancellations.
 */
export function createReporter(log: LogChannel): (error: unknown) => void {
  const signIn: vscode.MessageItem = { title: vscode.l10n.t('Sign In') };
  const openLog: vscode.MessageItem = { title: vscode.l10n.t('Show Log') };
  return error => {
    if (isAbort(error) || error instanceof vscode.CancellationError) return;
    if (!isPortalError(error)) {
      log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      void show(vscode.l10n.t('Something went wrong: {0}', redact(messageOf(error))), openLog);
      return;
    }
    const details = error.details.length > 0 ? ` (${error.details.join('; ')})` : '';
    log.error(
      `${error.fault.kind}: ${error.message}${details}${error.request === undefined ? '' : ` [${error.request}]`}`,
    );
    const advice = adviceFor(error.fault);
    void show(
      redact(error.message + details),
      advice === 'signIn' ? signIn : advice === 'openLog' ? openLog : undefined,
    );
  };

  async function show(message: string, button: vscode.MessageItem | undefined): Promise<void> {
    const picked = await vscode.window.showErrorMessage(
      inertText(message),
      ...(button === undefined ? [] : [button]),
    );
    if (picked === undefined) return;
    if (picked === signIn) await vscode.commands.executeCommand(Command.signIn);
    else log.show();
  }
}
