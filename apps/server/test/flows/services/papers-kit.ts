import * as contract from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import type { TestPlatform } from '../../../src/test-kit/index.ts'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** A citizen id of nobody, with a good check digit. */
export function citizenId(n: number, birth = '19900101'): string {
  const first17 = `990102${birth}${String(n).padStart(3, '0')}`
  const sum = weights.reduce((total, weight, at) => total + weight * Number(first17[at]), 0)
  return first17 + '10X98765432'[sum % 11]
}

/** A credit code of nobody, with a good check character. */
export function creditCode(n: number): string {
  const first17 = `91990104${String(n).padStart(9, '0')}`
  let [sum, weight] = [0, 1]
  for (const letter of first17) {
    sum += alphabet.indexOf(letter) * weight
    weight = (weight * 3) % 31
  }
  return first17 + alphabet[(31 - (sum % 31)) % 31]
}

let made = 0

/** Somebody with an account: a person, or the agent of a firm. */
export async function someone(
  city: TestPlatform,
  who: { kind: 'person' | 'organisation'; name: string; number: string },
): Promise<{ client: Client; subjectId: string; again(): Promise<Client> }> {
  const account = `someone-${++made}`
  const password = 'correct horse battery'
  const user = await city.identity.addDemoUser({
    ...{ account, name: who.name, password, divisions: [], organisationId: null },
    roles: [who.kind === 'person' ? 'citizen' : 'firm'],
  })
  const { subjects } = city.identity
  const subjectId = await city.kernel.db.transaction(async (tx) => {
    const subject = await subjects.ensure(tx, who)
    const agent =
      who.kind === 'person'
        ? subject
        : await subjects.ensure(tx, { kind: 'person', name: `经办${made}`, number: citizenId(800 + made) })
    await subjects.link(tx, { userId: user.id, subjectId: agent.id, channel: 'web' })
    if (who.kind === 'organisation')
      await subjects.empower(tx, {
        ...{ subjectId: subject.id, agentId: agent.id, authority: 'agent', scenes: null },
        ...{ from: new Date(0), until: new Date('2099-01-01'), proof: '授权委托书', grantedBy: null },
      })
    return subject.id
  })
  const again = async () => {
    const { accessToken } = await createClient({ baseUrl: city.url }).call(contract.signIn, {
      body: { account, password },
    })
    return createClient({ baseUrl: city.url, token: () => accessToken })
  }
  return { client: await again(), subjectId, again }
}

/** The problem an answer was, or undefined when it was none. */
export const problem = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error) => error.problem,
  )

/** Revokes a signing key as the administrator does. */
export async function revokeKey(city: TestPlatform, keyId: string): Promise<void> {
  const administrator = await city.signedInAs('administrator')
  await administrator.call(contract.revokeKey, { params: { id: keyId }, body: { reason: '密钥可能泄露' } })
}
