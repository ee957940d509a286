import { isCardNumber, isChineseIdentity, isIban } from './check-digits.ts'

/**
 * Does the text hold what belongs to one person and should be shared with nobody: an e-mail address, a
 * phone number, a payment card, an account or identity number, a secret? Linear in the length.
 */
export function holdsPersonalData(text: string): boolean {
  const known = /^[\0-\x7f]*$/.test(text) ? text : text.normalize('NFKC')
  if (known.includes('@') && holdsEmail(known)) return true
  if (holdsSecret(known)) return true
  return /\d/.test(known) && (holdsIdentity(known) || holdsPhone(known))
}

/** RFC 5321, section 4.5.3.1: at most 64 characters before the sign and 255 after it. */
const BEFORE = /[\p{L}\p{N}.!#$%&'*+/=?^_{|}~-]{0,63}[\p{L}\p{N}_+-]$/u
const AFTER = /^(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,63}(?![\p{L}\p{N}@])/u
/** Nobody's: reserved by RFC 2606, or the account that every Git server has. */
const NOBODYS = /^(?:[\p{L}\p{N}-]+\.)*example\.(?:com|net|org)|\.(?:example|test|invalid|localhost)\b/iu

function holdsEmail(text: string): boolean {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const before = BEFORE.exec(text.slice(Math.max(0, at - 64), at))?.[0]
    const after = AFTER.exec(text.slice(at + 1, at + 256))?.[0]
    if (before !== undefined && after !== undefined && before !== 'git' && !NOBODYS.test(after)) return true
  }
  return false
}

/** Numbers that carry their own proof. */
const GROUPED = /(?<![\w.])\d(?:[ -]?\d){11,18}(?![\w]|\.\d)/g
const IDENTITY = /(?<!\w)[1-9]\d{16}[\dXx](?!\w)/g
const IBAN = /(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z\d]){11,30}(?!\w)/gi
const SOCIAL_SECURITY = /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/

const holdsIdentity = (text: string): boolean =>
  some(text, GROUPED, isCardNumber) ||
  some(text, IDENTITY, isChineseIdentity) ||
  some(text, IBAN, isIban) ||
  SOCIAL_SECURITY.test(text)

const some = (text: string, pattern: RegExp, isOne: (found: string) => boolean): boolean =>
  (text.match(pattern) ?? []).some(isOne)

/** Not inside a longer number, an amount, a decimal, a word. */
const ALONE = String.raw`(?<![\w.,$€£¥#/-]|[$€£¥] |\d )`
const ENDS = String.raw`(?![\d%]|[.,:/-]\d|[ ]\d)`
const BOOK_OR_DAY = String.raw`(?!97[89])(?!\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d\b)`

const PHONES = [
  // +49 30 1234567, 0044 20 7946 0958
  String.raw`(?<![\w+]|\d )(?:\+|00(?=\d{2}[ -]))(?:\(?[1-9]\d{0,2}\)?)(?:[ ().-]{0,2}\d){7,13}${ENDS}`,
  // (415) 555-0132, 1-415-555-0132, 415.555.0132
  String.raw`${ALONE}(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}${ENDS}`,
  // 030 1234567, 07700 900123, 06 12 34 56 78, (020) 7946 0958, 010-62345678
  String.raw`${ALONE}(?![01 -]+(?!\S))${BOOK_OR_DAY}\(?0[1-9]\d{0,3}(?:\)|[ /-]|(?=\d{8}))[ ]?\d(?:[ -]?\d){5,8}${ENDS}`,
  // 138 0013 8000, but not 15000000000
  String.raw`${ALONE}(?:86[ -]?)?1[3-9]\d[ -]?(?!0{4}[ -]?0{4})\d{4}[ -]?\d{4}${ENDS}`,
  // 98765 43210
  String.raw`${ALONE}[6-9]\d{4}[ -](?!0{5})\d{5}${ENDS}`,
  // "call me at 555 0132", "手机 62345678"
  String.raw`(?:\b(?:phone|telephone|tel|mobile|cell|cellphone|call|whatsapp|sms|fax)\b|电话|電話|手机|手機|微信)[^\d\n]{0,25}(?<![$€£¥.,])${BOOK_OR_DAY}\d(?:[ ().-]{0,2}\d){6,13}${ENDS}`,
].map((pattern) => new RegExp(pattern, 'i'))

const holdsPhone = (text: string): boolean => PHONES.some((pattern) => pattern.test(text))

const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----/
/** A piece of text that may be a secret; each is looked at once. */
const PIECE = /[\w+/.~-]{16,}/g
const KNOWN_SECRET =
  /^(?:sk|pk|rk)-[\w-]{16,}|^(?:sk|pk|rk)_(?:live|test)_\w{16,}|^gh[pousr]_\w{20,}|^github_pat_\w{20,}|^(?:AKIA|ASIA)[0-9A-Z]{16}$|^xox[abeoprs]-[\w-]{10,}|^AIza[\w-]{35}$|^glpat-[\w-]{20,}|^npm_\w{30,}|^hf_\w{30,}|^SG\.[\w-]{16,}\.|^eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/
const LONG_HEX = /^(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{32,}$/i

function holdsSecret(text: string): boolean {
  if (PRIVATE_KEY.test(text)) return true
  return some(text, PIECE, (piece) => {
    const parts = piece.split('/')
    return (
      parts.some((part) => KNOWN_SECRET.test(part) || LONG_HEX.test(part) || isRandom(part)) ||
      isRandom(piece)
    )
  })
}

/** Base64 of 24 bytes or more mixes small letters, capitals and digits all along; names and paths do not. */
const RANDOM_LENGTH = 32
function isRandom(piece: string): boolean {
  if (piece.length < RANDOM_LENGTH || !/^[\w+/-]+$/.test(piece)) return false
  const kinds = [/[a-z]/g, /[A-Z]/g, /\d/g].map((kind) => piece.match(kind)?.length ?? 0)
  if (kinds.some((count) => count < 3)) return false
  const changes = piece.match(/[a-z](?=[A-Z\d])|[A-Z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0
  return changes * 4 >= piece.length
}
