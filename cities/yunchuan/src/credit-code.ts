const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const CODE_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const BODY_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]

/** Check character of a unified social credit code's first 17 characters (GB 32100-2015, 4.5). */
export function creditCheckCharacter(first17: string): string {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += ALPHABET.indexOf(first17[i]!) * CODE_WEIGHTS[i]!
  return ALPHABET[(31 - (sum % 31)) % 31]!
}

/** Check character of an organisation code's 8 digits (GB 11714-1997). */
function bodyCheckCharacter(body: string): string {
  let sum = 0
  for (let i = 0; i < 8; i++) sum += Number(body[i]) * BODY_WEIGHTS[i]!
  const check = 11 - (sum % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

/**
 * A code in the form of GB 32100: kind (11 a government body, 12 a public institution, 91 a company), division,
 * organisation code, check character. The fictional province keeps it from being anyone's.
 */
export function makeCreditCode(kind: '11' | '12' | '91', divisionCode: string, serial: number): string {
  const body = String(serial).padStart(8, '0')
  const first17 = kind + divisionCode.slice(0, 6) + body + bodyCheckCharacter(body)
  return first17 + creditCheckCharacter(first17)
}
