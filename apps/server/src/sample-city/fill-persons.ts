import { type City, generatePeople, type Resident } from '@civitas/city-yunchuan'
import type { User } from '@civitas/contract'
import type { Transaction } from '../kernel/db/database.ts'
import type { Doors } from '../platform.ts'

/** The first firm of the sample city, which the demo account `firm` works for. Made with all others it takes a second. */
export const demoFirm = {
  creditCode: '919901041000000088',
  name: '云川市欣懿电子科技有限公司',
  representative: '邹文娟',
  representativeId: '990102198503200105',
}

const dayMs = 86_400_000

/**
 * Ties the demo accounts to persons of the sample city: `citizen` with a child to care for, `neighbour`, and `firm`, who is
 * an agent of a firm for a year.
 */
export async function fillPersons(
  tx: Transaction,
  { identity: { subjects } }: Doors,
  city: City,
  users: ReadonlyMap<string, User>,
  now: Date,
): Promise<void> {
  const { residents } = generatePeople(city, { residents: 8, firms: 0 })
  const person = async (at: number) => {
    const { name, idNumber } = residents[at] as Resident
    return subjects.ensure(tx, { kind: 'person', name, number: idNumber })
  }
  const tie = async (account: string, at: number) => {
    const subject = await person(at)
    const user = users.get(account)
    if (user) await subjects.link(tx, { userId: user.id, subjectId: subject.id, channel: 'counter' })
    await subjects.assure(tx, subject.id, 2, '人口库比对')
    return subject
  }
  const citizen = await tie('citizen', 0)
  await tie('neighbour', 4)
  const agent = await tie('firm', 5)
  const child = await person(2)
  const firm = await subjects.ensure(tx, {
    ...{ kind: 'organisation', name: demoFirm.name, number: demoFirm.creditCode },
  })
  const representative = await subjects.ensure(tx, {
    ...{ kind: 'person', name: demoFirm.representative, number: demoFirm.representativeId },
  })
  await subjects.assure(tx, firm.id, 2, '市场主体登记库比对')
  const from = new Date(now.getTime() - dayMs)
  const open = { scenes: null, from, until: null, grantedBy: null }
  await subjects.empower(tx, {
    ...{ ...open, subjectId: child.id, agentId: citizen.id, authority: 'guardian', proof: '户籍：父子' },
  })
  await subjects.empower(tx, {
    ...{ ...open, subjectId: firm.id, agentId: representative.id, authority: 'representative' },
    proof: '营业执照载明的法定代表人',
  })
  await subjects.empower(tx, {
    ...{ ...open, subjectId: firm.id, agentId: agent.id, authority: 'agent' },
    ...{ until: new Date(from.getTime() + 365 * dayMs), proof: '法定代表人授权委托书' },
  })
}
