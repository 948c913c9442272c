// The names that make a file a license policy. Alone in its file: the editor asks for it before anything of policies is loaded.

/** Whether a file, by its name or path, is a license policy: `*.license-policy.json` or `.jsonc`, in any case. */
export const isPolicyName = (name: string): boolean => /\.license-policy\.jsonc?$/i.test(name);
