/** A consent as far as it decides over a use. */
export interface GivenConsent {
  id: string
  fields: readonly string[]
  purpose: string
  state: string
  until_time: Date | null
}

/**
 * Whether one of the consents somebody has for this data covers a use: given, not ended, for this purpose, every field. The
 * reason names the first thing that is missing.
 */
export function judgeUse(
  consents: readonly GivenConsent[],
  use: { fields: readonly string[]; purpose: string },
  now: Date,
): { consent: GivenConsent | null; reason: string } {
  const given = consents.filter((one) => one.state === 'given')
  if (given.length === 0) {
    const isWithdrawn = consents.some((one) => one.state === 'withdrawn')
    return { consent: null, reason: isWithdrawn ? '授权已撤回' : '没有授权' }
  }
  const current = given.filter((one) => one.until_time !== null && one.until_time > now)
  if (current.length === 0) return { consent: null, reason: '授权已到期' }
  const forPurpose = current.filter((one) => one.purpose === use.purpose)
  if (forPurpose.length === 0) return { consent: null, reason: '用途与授权不符' }
  const covering = forPurpose.find((one) => use.fields.every((field) => one.fields.includes(field)))
  if (covering) return { consent: covering, reason: '已授权' }
  const known = new Set(forPurpose.flatMap((one) => one.fields))
  const missing = use.fields.filter((field) => !known.has(field))
  return { consent: null, reason: `超出授权字段：${(missing.length > 0 ? missing : use.fields).join('、')}` }
}
