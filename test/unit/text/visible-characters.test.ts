import { expect, it } from 'vitest'
import { visibleCharacters } from '../../../shared/text/visible-characters.ts'

it.each([
  ['a soft hyphen', 'high\u00adlands', 'highlands'],
  ['zero-width spaces and joiners between Latin letters', 'ig\u200bno\u200cre\u200d', 'ignore'],
  ['bidi embeddings, overrides and isolates', '\u202aa\u202eb\u202c\u2066c\u2069', 'abc'],
  ['bidi marks', '\u200ea\u200fb\u061cc', 'abc'],
  ['word joiner and invisible operators', 'a\u2060b\u2061c\u2064d', 'abcd'],
  ['a byte order mark inside', 'a\ufeffb', 'ab'],
  ['a grapheme joiner', 'a\u034fb', 'ab'],
  ['fillers', 'a\u3164b\u115fc\uffa0d', 'abcd'],
  ['text in tag characters', 'Hi\u{e0001}\u{e0049}\u{e0067}\u{e007f}!', 'Hi!'],
  ['bytes in variation selectors', 'x\u{e0100}\u{e01ef}y', 'xy'],
  ['interlinear marks', 'a\ufff9b\ufffac\ufffbd', 'abcd'],
])('drops %s', (_, text, expected) => expect(visibleCharacters(text)).toBe(expected))

it.each([
  ['the non-joiner of Persian', 'می\u200cخواهم'],
  ['the joiner of Hindi', 'क्\u200dष'],
  ['a family of emoji', '👩\u200d👩\u200d👧'],
  ['an emoji with its presentation', '❤\ufe0f\u200d🔥'],
  ['accents of their own', 'e\u0301'],
  ['line ends and tabs', 'a\r\n\tb'],
])('keeps %s', (_, text) => expect(visibleCharacters(text)).toBe(text))
