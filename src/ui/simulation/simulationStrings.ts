// The words of the simulation page that are no part of a simulation, in the language of VS Code.
import * as vscode from 'vscode';
import type { SimulationStrings } from '../../shared/simulation';

/** Made once per page; `{0}` is filled in by the page. */
export function simulationStrings(): SimulationStrings {
  return {
    language: vscode.env.language,
    again: vscode.l10n.t('Simulate Again'),
    planReduction: vscode.l10n.t('Plan the Smallest Reduction…'),
    saveMarkdown: vscode.l10n.t('Save as Markdown…'),
    savePicture: vscode.l10n.t('Save Chart as PNG…'),
    subject: vscode.l10n.t('What has seats'),
    chart: vscode.l10n.t('Seats over time'),
    chartSummary: vscode.l10n.t('{0}: seats over time.', '{0}'),
    chartHint: vscode.l10n.t(
      'Arrow left and right move from one change of seats to the next. The table below has the same numbers.',
    ),
    legend: vscode.l10n.t('Legend'),
    seats: vscode.l10n.t('Seats'),
    held: vscode.l10n.t('Held now'),
    over: vscode.l10n.t('Over-assigned'),
    table: vscode.l10n.t('Seats at every change'),
    showSteady: vscode.l10n.t('Show {0} that never change', '{0}'),
    heldColumn: vscode.l10n.t('Held now'),
    beforeColumn: vscode.l10n.t('Before'),
    overBy: vscode.l10n.t('{0} over', '{0}'),
    notKnown: vscode.l10n.t('not known'),
    shortages: vscode.l10n.t('Shortages'),
    showInChart: vscode.l10n.t('Show in the chart'),
    notKnownHeading: vscode.l10n.t('What could not be known'),
    offline: vscode.l10n.t('offline'),
    rows: vscode.l10n.t('{0} to {1} of {2}', '{0}', '{1}', '{2}'),
    previous: vscode.l10n.t('Previous'),
    next: vscode.l10n.t('Next'),
    copyNames: vscode.l10n.t('Copy Names'),
    copied: vscode.l10n.t('Names copied, one per line: {0}.', '{0}'),
    loading: vscode.l10n.t('Reading…'),
    simulating: vscode.l10n.t('Simulating…'),
    fileChanged: vscode.l10n.t('The file was changed since. Simulate again to see what it does now.'),
    saved: vscode.l10n.t('Saved.'),
    failed: vscode.l10n.t('That did not work: {0}', '{0}'),
    step: vscode.l10n.t('From {0}: {1}.', '{0}', '{1}'),
    nothing: vscode.l10n.t('Nothing here has seats that are known.'),
  };
}
