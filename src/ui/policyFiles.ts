// Where policies are looked for in a workspace. Alone in its file: it is asked before anything of policies is loaded.

/** Glob of the names that make a file a license policy (`isPolicyName`). */
export const policyFiles = '**/*.license-policy.{json,jsonc}';
