/**
 * Characters that nobody sees and that say nothing: zero-width spaces, soft hyphens, direction overrides,
 * tags and the variation selectors beyond the first sixteen (letters can be smuggled in both). The two
 * joiners stay: Persian, Hindi and emoji need them.
 */
const INVISIBLE =
  /[\u00AD\u180E\u200B\u2060-\u2064\u206A-\u206F\uFEFF\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E0FFF}]/gu
/** Between Latin letters no script needs a joiner. */
const STRAY_JOINER = /(?<=\p{Script=Latin})[\u200C\u200D]+(?=\p{Script=Latin})/gu

/** The text as it is seen. */
export const withoutInvisible = (text: string): string =>
  text.replace(INVISIBLE, '').replace(STRAY_JOINER, '')
