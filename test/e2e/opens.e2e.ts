import assert from 'node:assert/strict';
import { describeWorkbench } from './harness';

describeWorkbench('a trusted folder', {}, workbench => {
  it('has the container of the extension in the activity bar', async () => {
    await workbench().openContainer('ArcGIS Entitlements');
    await workbench().page.getByRole('button', { name: 'Try the Sample Portal' }).waitFor();
    assert.equal(await workbench().activity('ArcGIS Entitlements').getAttribute('aria-selected'), 'true');
  });
});
