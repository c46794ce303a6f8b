import type { Data } from '../capabilities/data/index.ts'

/** The verification package an installation defines over its register of the population: parts `name` and `phone`. */
const packageCode = 'real-name'

/**
 * Whether a name, a number and a phone go together in the register of the population. A name that differs says nothing of the
 * phone, and what cannot be asked is unknown, never a no.
 */
export async function checkRealName(
  data: Pick<Data, 'checkClaims'>,
  { name, number, phone }: { name: string; number: string; phone: string },
): Promise<'same' | 'same-other-phone' | 'differs' | 'unknown'> {
  const named = await data.checkClaims(packageCode, { key: number, values: { name } })
  if (named === 'different') return 'differs'
  if (named !== 'same') return 'unknown'
  return (await data.checkClaims(packageCode, { key: number, values: { phone } })) === 'same'
    ? 'same'
    : 'same-other-phone'
}
