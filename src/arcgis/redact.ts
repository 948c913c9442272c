// Texts of others on their way into a message: no secret, no markup, no length without end.

/** Replaces each of the secrets in a text. Servers repeat what they were sent, in error pages above all. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    // Shorter ones would blank out ordinary words; a token or a password of three characters is none.
    if (secret.length < 4) continue;
    clean = clean.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***');
  }
  return clean;
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
