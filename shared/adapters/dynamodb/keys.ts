import { SCHEMA_VERSION } from '../../names.ts'

/**
 * A partition key: its kind, the schema, then the parts. `#` inside a part is escaped, and so is what UTF-8
 * cannot tell apart (lone surrogates), so that different parts never give the same key.
 */
export function partitionKey(kind: string, ...parts: readonly (string | number)[]): string {
  return [kind, SCHEMA_VERSION, ...parts.map((part) => escapePart(String(part)))].join('#')
}

const escapePart = (part: string) =>
  part.replace(/[%#\p{Surrogate}]/gu, (character) => `%${character.charCodeAt(0).toString(16)}`)

/** Zero-padded, so that the order of the text is the order of the numbers. */
export const padded = (number: number, digits: number) => String(number).padStart(digits, '0')
