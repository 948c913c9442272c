// Imported for its effect by every entry of a bundle that runs beside the editor: each bundle has a copy of core.
import * as vscode from 'vscode';
import { useLanguage } from '../core/l10n';

useLanguage((text, ...args) => vscode.l10n.t(text, ...args));
