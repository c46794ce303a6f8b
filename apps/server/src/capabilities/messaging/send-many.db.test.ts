import { getMe, type MessageRequest } from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../kernel/db/sql.ts'
import { newId } from '../../kernel/ids.ts'
import { startTestPlatform, type TestPlatform } from '../../test-kit/index.ts'

// In the quiet hours, so that what waits for the morning is seen beside what does not.
const now = new Date('2025-06-03T23:00:00+08:00')
let city: TestPlatform
let weary: string
let other: string
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => now }, config: { roles: ['api'] } })
  const meOf = async (role: string, divisions: string[]) =>
    (await (await city.signedInAs(role, { divisions })).call(getMe)).user.id
  weary = await meOf('grid-worker', ['990102'])
  other = await meOf('grid-worker', ['990102001'])
  await meOf('grid-worker', ['990103'])
  await meOf('duty-officer', ['990100'])
  await city.kernel.db.query(sql`INSERT INTO messaging.preference (user_id, quiet, without, unsubscribed)
    VALUES (${weary}, NULL, ${['sms']}, ${['task']})`)
  await city.kernel.db.query(sql`UPDATE identity.app_user SET phone = '13800000001' WHERE id = ${other}`)
})
afterAll(() => city.stop())

const grid = { role: 'grid-worker', division: '990102001' }
const plain = { title: '防汛通知', text: '请到岗待命。', urgency: 'normal' as const }

/** Messages of every kind: by role and place, by unit, by person, by number, grave, drilled, to nobody. */
function requests(run: string): MessageRequest[] {
  const task = { subject: { kind: 'case', id: newId() } }
  return [
    { ...plain, key: `${run}.role`, to: [grid, { role: 'grid-worker', division: '' }] },
    { ...plain, key: `${run}.above`, to: [{ role: 'duty-officer', division: '990103' }, grid] },
    { ...plain, ...task, key: `${run}.left`, to: [{ userId: weary }, { userId: other }, grid] },
    { ...plain, ...task, key: `${run}.grave`, urgency: 'emergency', to: [{ userId: weary }] },
    { ...plain, key: `${run}.nobody`, to: [{ userId: newId() }, { role: 'leader', division: '990999' }] },
    {
      ...{ ...plain, key: `${run}.sms`, urgency: 'urgent', drill: true, channels: ['app', 'sms'] },
      to: [grid, { name: '村干部', phone: '13900000009' }],
      fallback: [{ channel: 'voice', afterSeconds: 60 }],
    },
    { ...plain, title: '另一条', key: `${run}.role`, to: [{ userId: other }] },
    { ...plain, key: `${run}.unit`, to: [{ organisationId: newId() }, { userId: other }, { userId: other }] },
  ]
}

const written = (run: string) =>
  city.kernel.db.query<{
    key: string
  }>(sql`SELECT substr(m.key, length(${run}) + 1) AS key, m.title, m.body, m.urgency, m.subject_kind,
      m.drill, m.channels, m.fallback, m.until, m.category, m.grams, r.user_id, r.name, r.phone, r.unsubscribed, r.due_time,
      d.channel, d.state, d.due_time AS delivery_due
    FROM messaging.message m JOIN messaging.receiver r ON r.message_id = m.id
    LEFT JOIN messaging.delivery d ON d.receiver_id = r.id
    WHERE starts_with(m.key, ${run}) ORDER BY m.key, r.name, r.user_id, d.channel`)

describe('sendMany', () => {
  it('leaves what sending one by one leaves: unsubscribed, quiet hours, fallbacks, a key seen twice', async () => {
    const { db } = city.kernel
    const singly = await db.transaction(async (tx) => {
      const ids: Array<string | null> = []
      for (const one of requests('one'))
        ids.push(await city.messaging.send(tx, one).catch((error: { code: string }) => error.code))
      return ids
    })
    const together = await db.transaction((tx) => city.messaging.sendMany(tx, requests('all')))
    expect(singly[4]).toBe('no-recipient')
    expect(together[4]).toBeNull()
    expect(together[6]).toBe(together[0])
    expect(new Set(together).size).toBe(7)
    const [one, all] = [await written('one'), await written('all')]
    expect(all).toEqual(one)
    expect(one).toContainEqual(
      expect.objectContaining({ key: '.left', user_id: weary, unsubscribed: true, channel: null }),
    )
    expect(one).toContainEqual(
      expect.objectContaining({ key: '.left', delivery_due: new Date('2025-06-04T07:00:00+08:00') }),
    )
    expect(one).toContainEqual(expect.objectContaining({ key: '.grave', delivery_due: now }))
    expect(one.filter((row) => row.key === '.role')).toHaveLength(3)
  })

  it('answers the messages of the first time when the batch comes again, also from two at once', async () => {
    const { db } = city.kernel
    // Without the one whose key comes twice: which of the two wins depends on the order.
    const given = requests('again').filter((one) => one.key !== 'again.role')
    const [first, second] = await Promise.all([
      db.transaction((tx) => city.messaging.sendMany(tx, given)),
      db.transaction((tx) => city.messaging.sendMany(tx, [...given].reverse())),
    ])
    expect([...second].reverse()).toEqual(first)
    expect(await db.transaction((tx) => city.messaging.sendMany(tx, given))).toEqual(first)
    expect(await written('again')).toEqual((await written('one')).filter((row) => row.key !== '.role'))
  })
})

describe('findHolders', () => {
  it('answers for each selector what findPeople answers', async () => {
    const { db } = city.kernel
    const wanted = ['990102001', '990102', '990103', '990100', ''].flatMap((division) =>
      ['grid-worker', 'duty-officer', 'leader'].map((role) => ({ role, division })),
    )
    const found = await city.identity.findHolders(db, wanted)
    const expected = await Promise.all(wanted.map((one) => city.identity.findPeople(db, one)))
    expect(found).toEqual(expected)
    expect(found[0]?.length).toBe(2)
  })
})
