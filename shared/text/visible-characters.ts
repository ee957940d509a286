/**
 * Characters that no reader sees and that a model reads all the same: soft hyphen, grapheme joiner, fillers,
 * zero-width space and marks, bidi controls, invisible operators, interlinear marks, byte order mark, tags
 * (U+E0000) and the variation selectors that bytes are smuggled in (U+E0100).
 */
const INVISIBLE =
  /\u034f|[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]/gu

/** The joiners shape letters in Arabic and Indic scripts, and glue emoji; after anything else they hide. */
const IDLE_JOINERS =
  /(?<![\p{Script=Arabic}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d]+/gu

/** Text without what cannot be seen. Line ends and spaces stay. */
export const visibleCharacters = (text: string): string =>
  text.replace(INVISIBLE, '').replace(IDLE_JOINERS, '')
