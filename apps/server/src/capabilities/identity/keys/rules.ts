/** Whether a signature holds, and why not. */
export type KeyVerdict =
  | { ok: true }
  | { ok: false; reason: 'changed' | 'unknown-key' | 'revoked' | 'expired' }

/** What decides over a signature beside the signature itself. */
export interface KeyLife {
  from_time: Date
  until_time: Date | null
  revoked_time: Date | null
}

/**
 * The verdict over a signature made at a proven time: changed data first, then a key that was revoked by then, then one that
 * was not yet or no longer good. What was signed before the revocation stays valid (GB/T 20518, GM/T 0031).
 */
export function verdictOf(key: KeyLife, holds: boolean, at: Date): KeyVerdict {
  if (!holds) return { ok: false, reason: 'changed' }
  if (key.revoked_time && at >= key.revoked_time) return { ok: false, reason: 'revoked' }
  if (at < key.from_time || (key.until_time && at > key.until_time)) return { ok: false, reason: 'expired' }
  return { ok: true }
}

export type CertificateVerdict = 'valid' | 'changed' | 'revoked' | 'suspended' | 'expired'

/** The verdict over a signature by a certificate at a proven time; a suspension counts while it lasts. */
export function verdictOfCertificate(
  certificate: {
    from_time: Date
    until_time: Date
    state: 'active' | 'suspended' | 'revoked'
    revoked_time: Date | null
  },
  holds: boolean,
  at: Date,
): CertificateVerdict {
  if (!holds) return 'changed'
  if (certificate.state !== 'active' && certificate.revoked_time && at >= certificate.revoked_time)
    return certificate.state
  return at < certificate.from_time || at > certificate.until_time ? 'expired' : 'valid'
}

/** What the inventory of cryptography lacks (GB/T 39786-2021): algorithms of the state, certified products, assessments. */
export function findCryptoGaps(
  use: {
    algorithm: string
    protectionLevel: number
    productCertificate: string | null
    assessedDate: string | null
  },
  today: string,
): string[] {
  const gaps: string[] = []
  if (!/SM[2349]|ZUC/i.test(use.algorithm)) gaps.push('未使用商用密码算法')
  if (!use.productCertificate) gaps.push('缺少商用密码产品认证证书编号')
  const yearAgo = `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`
  if (use.protectionLevel >= 3 && (!use.assessedDate || use.assessedDate < yearAgo))
    gaps.push('三级及以上系统一年内未做密码应用安全性评估')
  return gaps
}
