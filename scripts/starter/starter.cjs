// Runs beside the product in a VS Code that `npm start` opened: the product itself never starts anything unasked.
const vscode = require('vscode');

exports.activate = async context => {
  await vscode.commands.executeCommand('workbench.view.extension.arcgisEntitlements');
  // Once per user-data folder: who removed the sample portal does not get it back on a reload.
  if (context.globalState.get('connected') === true) return;
  for (const flavor of ['legacy', 'enterprise', 'online']) {
    await vscode.commands.executeCommand('arcgisEntitlements.connectSamplePortal', { flavor, scale: 'M' });
  }
  await context.globalState.update('connected', true);
};
