import type { Account } from 'oidc-provider'
import type { Kernel } from '../../../kernel/kernel.ts'
import { findUser } from '../store.ts'
import { findSubjectOfUser } from '../subjects/store.ts'

/**
 * What the platform can say of an account. The real name is told only of a person whose name was checked (level of assurance
 * 2 or 3); the number only masked.
 */
export async function claimsOf({ kernel }: { kernel: Kernel }, userId: string): Promise<Account | undefined> {
  const user = await findUser(kernel.db, userId)
  if (!user || user.disabled) return undefined
  const person = await findSubjectOfUser(kernel.db, userId)
  if (person && person.state !== 'active') return undefined
  const isChecked = (person?.assurance ?? 1) >= 2
  return {
    accountId: userId,
    claims: async () => ({
      sub: userId,
      name: user.name,
      preferred_username: user.account,
      updated_at: Math.floor(user.created_time.getTime() / 1000),
      ...(user.phone ? { phone_number: user.phone, phone_number_verified: false } : {}),
      ...(user.email ? { email: user.email, email_verified: false } : {}),
      ...(person && isChecked ? { real_name: person.name, id_number_masked: person.number_masked } : {}),
      real_name_verified: isChecked,
      assurance: person?.assurance ?? 1,
    }),
  }
}
