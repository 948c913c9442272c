// Runs beside the product in a VS Code that `npm start` opened: the product itself never starts anything unasked.

/**
 * Opens the Portals view and connects each sample portal that was not connected before: who removed one does not get it back on a
 * reload, and one that could not be connected (the command has told why, and gives nothing) is tried again by the next window.
 * @param execute `vscode.commands.executeCommand`
 * @param state what is kept per user-data folder, a `vscode.Memento`
 */
async function connectSamplePortals(execute, state) {
  await execute('workbench.view.extension.arcgisEntitlements');
  for (const flavor of ['legacy', 'enterprise', 'online']) {
    const kept = state.get('connected', []);
    // An earlier version kept whether, not what.
    const connected = Array.isArray(kept) ? kept : [];
    if (connected.includes(flavor)) continue;
    const portalId = await execute('arcgisEntitlements.connectSamplePortal', { flavor, scale: 'M' });
    if (portalId !== undefined) await state.update('connected', [...connected, flavor]);
  }
}

exports.connectSamplePortals = connectSamplePortals;
exports.activate = context =>
  connectSamplePortals(require('vscode').commands.executeCommand, context.globalState);
