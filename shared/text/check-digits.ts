const digitsOf = (text: string): number[] => [...text.replace(/\D/g, '')].map(Number)

/** Issuers and the lengths they use: Visa, Mastercard, American Express, Discover, UnionPay, JCB, Diners. */
const CARD =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}|35\d{14}|3[068]\d{12})$/

/** A payment card number, ISO/IEC 7812; digits may stand in groups. */
export function isCardNumber(text: string): boolean {
  const digits = digitsOf(text)
  return CARD.test(digits.join('')) && luhnSum(digits) % 10 === 0
}

const luhnSum = (digits: readonly number[]): number =>
  digits.reduceRight((sum, digit, index) => {
    const isDoubled = (digits.length - index) % 2 === 0
    return sum + (isDoubled ? ((digit * 2) % 10) + (digit > 4 ? 1 : 0) : digit)
  }, 0)

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const BIRTHDAY = /^\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/

/** An 18-digit number of a Chinese identity card, GB 11643-1999. */
export function isChineseIdentity(text: string): boolean {
  if (!BIRTHDAY.test(text)) return false
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(text[index]), 0)
  return '10X98765432'[sum % 11] === text.slice(17).toUpperCase()
}

/** Lengths by country, ISO 13616. */
const IBAN_LENGTHS: Record<string, number> = Object.fromEntries(
  `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24
   FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32
   LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24
   SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20`
    .trim()
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)

/** Does the text begin with an IBAN? Words may follow it, as groups of one are set apart by spaces too. */
export function isIban(text: string): boolean {
  const compact = text.replaceAll(' ', '').toUpperCase()
  const length = IBAN_LENGTHS[compact.slice(0, 2)]
  if (length === undefined || compact.length < length) return false
  const account = compact.slice(4, length) + compact.slice(0, 4)
  let rest = 0
  for (const sign of account) rest = Number(`${rest}${Number.parseInt(sign, 36)}`) % 97
  return rest === 1
}
