/** What must not be in a snapshot or an error: secrets, and what changes though nothing changed for the reader. */

const SECRET_NAME =
  /(^|_)(password|passphrase|secret|token|credentials?|private_key|api_key|access_key|access_id)(_|$)/i;
/** One reference and nothing else: it says where a secret comes from, and has none in it. */
const REFERENCE = /^\$\{[^"}]*\}$/;
const MAX_TEXT = 200;

/** The value of an attribute, masked: `<secret>`, `<pem>`, `<text>`, `<hash>`; names in references without their hash. */
export function maskText(name: string, value: string): string {
  if (SECRET_NAME.test(name) && !REFERENCE.test(value) && value !== '') return '<secret>';
  if (value.includes('-----BEGIN ')) return '<pem>';
  if (value.includes('\n') || value.length > MAX_TEXT) return '<text>';
  if (looksLikeToken(value)) return '<secret>';
  return value
    .replace(/:\/\/[^/@\s]+:[^/@\s]+@/g, '://<secret>@')
    .replace(/(:\/\/hooks\.slack\.com\/)\S+/g, '$1<secret>')
    .replace(/[0-9a-fA-F]{32,}/g, '<hash>')
    .replace(/_[0-9A-F]{8}(?![0-9A-Za-z])/g, '');
}

/** A long word of letters and digits, as APIs give them out. */
function looksLikeToken(value: string): boolean {
  return (
    /^[A-Za-z0-9_-]{40,}$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value) && !/^[0-9a-f]+$/i.test(value)
  );
}
