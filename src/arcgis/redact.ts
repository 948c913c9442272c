// Texts of others on their way into a message: no secret, no markup, no length without end.

/** Replaces each of the secrets in a text, however it is written there. Servers repeat what they were sent, in error pages above all. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    // Shorter ones would blank out ordinary words; a token or a password of three characters is none.
    if (secret.length < 4) continue;
    for (const form of formsOf(secret)) clean = clean.replaceAll(form, '***');
  }
  return clean;
}

/** A secret as it is, and as it looks in an address, in a form, in JSON and in markup. */
function formsOf(secret: string): ReadonlySet<string> {
  const markup = secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return new Set([
    secret,
    encodeURIComponent(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    markup,
    markup.replace(/"/g, '&quot;'),
  ]);
}

/** License strings and signatures in the text of a file that is uploaded: they must not come back in an error. */
export function secretsOfFile(text: string): readonly string[] {
  const found = text.matchAll(/"(?:license|signature)"\s*:\s*"((?:[^"\\]|\\.)*)"/gi);
  return [...new Set([...found].map(match => match[1] ?? ''))];
}

/** The readable start of a page that is not what was asked for: tags stripped, at most 200 characters (wire reference 4.3). */
export function excerpt(text: string): string {
  return text
    .slice(0, 20_000)
    .replace(/<(script|style)\b[\s\S]*?(<\/\1\s*>|$)/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/[<>]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}
