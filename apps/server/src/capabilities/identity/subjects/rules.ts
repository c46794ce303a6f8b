import { findIdentifierFault } from '@civitas/domain-kit'

export type SubjectKind = 'person' | 'organisation'

/** What is wrong with the number of a person (GB 11643) or an organisation (GB 32100), in Chinese, or null. */
export function numberFault(kind: SubjectKind, number: string): string | null {
  return findIdentifierFault(kind === 'person' ? 'citizen-id' : 'uscc', number)
}

/** The number with its middle hidden: 990102********0010. A credit code is public and stays whole (GB 32100). */
export function maskNumber(kind: SubjectKind, number: string): string {
  return kind === 'organisation' ? number : `${number.slice(0, 6)}********${number.slice(-4)}`
}

/** A name as others may see it: 韩*康, 邱*. The name of an organisation is public. */
export function maskName(kind: SubjectKind, name: string): string {
  if (kind === 'organisation') return name
  const letters = [...name]
  if (letters.length <= 1) return '*'
  return letters
    .map((letter, at) => (at === 0 || (at > 1 && at === letters.length - 1) ? letter : '*'))
    .join('')
}

/** Day of birth in the number of a natural person, yyyy-mm-dd; null for an organisation. */
export function birthDateOf(kind: SubjectKind, number: string): string | null {
  if (kind !== 'person') return null
  return `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
}

/** Whole years between the day of birth and a day; somebody born on 29 February turns a year older on 1 March (民法典 17). */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return day.slice(5) >= birthDate.slice(5) ? years : years - 1
}

/** A mandate that holds at a time. */
export function isInForce(
  mandate: { from_time: Date; until_time: Date | null; withdrawn_time: Date | null },
  now: Date,
): boolean {
  if (mandate.withdrawn_time && mandate.withdrawn_time <= now) return false
  return mandate.from_time <= now && (mandate.until_time === null || mandate.until_time > now)
}

export type Authority = 'representative' | 'agent' | 'guardian' | 'proxy'

/** Longest an agent or proxy is given power at once, days; representatives and guardians hold it until that ends. */
export const longestMandateDays = 1096

/**
 * Why a mandate may not be given, in Chinese, or null. A guardian is of age and the ward is a minor or was found to need one;
 * organisations are acted for by natural persons only.
 */
export function mandateFault(given: {
  authority: Authority
  subjectKind: SubjectKind
  agentKind: SubjectKind
  subjectAge: number | null
  agentAge: number | null
  /** A court found that the person needs a guardian (民法典 24), so that age does not matter. */
  isFoundIncapable: boolean
}): string | null {
  if (given.agentKind !== 'person') return '只能由自然人代为办理'
  if (given.agentAge !== null && given.agentAge < 18) return '受托人应年满18周岁'
  if (given.authority === 'representative' && given.subjectKind !== 'organisation')
    return '法定代表人只属于法人和其他组织'
  if (given.authority !== 'guardian') return null
  if (given.subjectKind !== 'person') return '被监护人应是自然人'
  if ((given.subjectAge ?? 99) >= 18 && !given.isFoundIncapable)
    return '被监护人已满18周岁；成年人须附法院认定的证明'
  return null
}
