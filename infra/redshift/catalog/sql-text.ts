/**
 * "To use a double quote in a string, you must precede it with another double quote" ("Names and identifiers", Database
 * Developer Guide).
 */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Whether a backslash escapes is for the session to say; a doubled one ends no quotation either way. */
export const literal = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** With its schema: what is found by a name alone depends on the search path. */
export const tableName = ({ schema, name }: { schema: string; name: string }): string =>
  `${identifier(schema)}.${identifier(name)}`;
