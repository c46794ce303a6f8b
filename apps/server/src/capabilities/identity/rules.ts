import { commonPasswords, commonWords } from './common-passwords.ts'

/** Wrong passwords in a row after which an account is locked, and for how long (GB/T 22239-2019 8.1.4.1 b). */
export const lockOut = { attempts: 5, minutes: 15 }

/** What follows from one more wrong password. */
export function afterWrongPassword(
  failedBefore: number,
  now: Date,
): { failed: number; lockedUntil: Date | null } {
  const failed = failedBefore + 1
  if (failed < lockOut.attempts) return { failed, lockedUntil: null }
  return { failed: 0, lockedUntil: new Date(now.getTime() + lockOut.minutes * 60_000) }
}

/** Why a new password is not good enough, or null. */
export function passwordFault(password: string, account: string): string | null {
  if (password.length < 10) return '密码至少 10 位。'
  const plain = password.normalize('NFKC').toLowerCase()
  if (commonPasswords.has(plain) || commonWords.some((word) => plain.includes(word)))
    return '密码过于常见，请换一个。'
  if (account && password.toLowerCase().includes(account.toLowerCase())) return '密码不能包含账号。'
  if (new Set(password).size < 5) return '密码重复字符过多。'
  return null
}

/** A phone number with its middle digits hidden: 138****0000. */
export function maskPhone(phone: string | null): string | null {
  return phone && `${phone.slice(0, 3)}****${phone.slice(-4)}`
}

/** A mail address with most of its name hidden: z***@example.cn. */
export function maskEmail(email: string | null): string | null {
  return email?.replace(/^(.)[^@]*/, '$1***') ?? null
}

/** Roles that one person must not hold together, and why (separation of duties). */
const apart: readonly [string, string, string][] = [
  ['window-clerk', 'approver', '受理与审批'],
  ['data-steward', 'data-bureau', '数据申请与数据审核'],
  ['approver', 'credit-officer', '审批与信用裁定'],
]

/** The pair of duties that a set of roles would put into one hand, or null. */
export function findDutyConflict(
  roles: readonly string[],
  waived: ReadonlySet<string> = new Set(),
): string | null {
  const pair = apart.find(
    ([one, other, duties]) => roles.includes(one) && roles.includes(other) && !waived.has(duties),
  )
  return pair?.[2] ?? null
}

/** The divisions a village, town or district belongs to, nearest first; the city has none. */
export function divisionsAbove(code: string): string[] {
  const city = `${code.slice(0, 4)}00`
  const wider = [12, 9, 6].filter((length) => length < code.length).map((length) => code.slice(0, length))
  return code === city ? [] : [...wider, city]
}
