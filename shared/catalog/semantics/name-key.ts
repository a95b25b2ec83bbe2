/**
 * By what names are told apart: SQL ignores case, and loading replaces the characters that could end a quotation, so a name
 * may be written as the file has it or as the catalog shows it.
 */
export const nameKey = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}"'`\\{}$]/gu, '_')
    .trim()
    .toLowerCase();
