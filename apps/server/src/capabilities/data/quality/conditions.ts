import { quoteText } from '../tables/duck.ts'

/** GB 11643-1999: ISO 7064 MOD 11-2 over 17 digits, and a birth date that exists. By whole numbers, which DuckDB does fast. */
function isCitizenId(x: string): string {
  const n = `TRY_CAST(left(${x}, 17) AS BIGINT)`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.map((weight, i) => `(${n} // ${10n ** BigInt(16 - i)} % 10) * ${weight}`).join(' + ')
  const [year, month, day] = [`(${n} // 10000000 % 10000)`, `(${n} // 100000 % 100)`, `(${n} // 1000 % 100)`]
  const leap = `(${year} % 4 = 0 AND (${year} % 100 <> 0 OR ${year} % 400 = 0))`
  const last = `CASE WHEN ${month} IN (4, 6, 9, 11) THEN 30 WHEN ${month} = 2 THEN CASE WHEN ${leap} THEN 29 ELSE 28 END ELSE 31 END`
  return `(regexp_full_match(${x}, '[1-9][0-9]{16}[0-9X]') AND ${month} BETWEEN 1 AND 12 AND ${day} BETWEEN 1 AND ${last}
    AND substr('10X98765432', CAST((${sum}) % 11 AS INTEGER) + 1, 1) = right(${x}, 1))`
}

/** GB 32100-2015 clause 4.2: MOD 31 with weights 3^i over the alphabet without I, O, S, V, Z. */
function isUscc(x: string): string {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  let weight = 1
  const terms: string[] = []
  for (let i = 1; i <= 17; i++) {
    terms.push(`(strpos('${alphabet}', substr(${x}, ${i}, 1)) - 1) * ${weight}`)
    weight = (weight * 3) % 31
  }
  return `(regexp_full_match(${x}, '[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}')
    AND substr('${alphabet}', CAST((31 - (${terms.join(' + ')}) % 31) % 31 AS INTEGER) + 1, 1) = right(${x}, 1))`
}

/** ISO/IEC 7812-1 annex B (Luhn), 16 to 19 digits beginning with a digit of Chinese bank cards. */
function isBankCard(x: string): string {
  const n = `TRY_CAST(${x} AS UBIGINT)`
  const digits = Array.from({ length: 19 }, (_, k) => {
    const digit = `CAST(${n} // ${10n ** BigInt(k)} % 10 AS INTEGER)`
    return k % 2 === 0 ? digit : `(${digit} * 2 // 10 + ${digit} * 2 % 10)`
  })
  return `(regexp_full_match(${x}, '[3-9][0-9]{15,18}') AND (${digits.join(' + ')}) % 10 = 0)`
}

/** Whether a text (a DuckDB expression) is a valid number of a kind; null for a null. */
export const identifierTests = {
  'citizen-id': isCitizenId,
  uscc: isUscc,
  'bank-card': isBankCard,
  phone: (x: string) => `regexp_full_match(${x}, '(\\+?86)?1[3-9][0-9]{9}')`,
} as const

export const compares = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' } as const

/** A list of texts for `IN`; of an empty list nothing is a member. */
export function textList(values: readonly string[]): string {
  return values.length > 0 ? `(${values.map(quoteText).join(', ')})` : '(NULL)'
}
