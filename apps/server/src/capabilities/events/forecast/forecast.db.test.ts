import * as contract from '@civitas/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { startTestPlatform, type TestPlatform } from '../../../test-kit/index.ts'

let city: TestPlatform
const now = new Date('2026-06-15T10:00:00+08:00')
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => new Date(now) } })
})
afterAll(() => city.stop())

const type = 'urban-management.cityscape'

/** Twelve weeks before today: three a day in one district, nine on Mondays; one untrue each day. */
async function letTheyBe(eventType: string): Promise<void> {
  const today = Date.parse('2026-06-15T00:00:00+08:00')
  const rows: { id: string; time: Date; state: string }[] = []
  for (let back = 1; back <= 84; back++) {
    const time = new Date(today - back * 86_400_000 + 9 * 3_600_000)
    const isMonday = back % 7 === 0
    for (let n = 0; n < (isMonday ? 9 : 3); n++) rows.push({ id: newId(), time, state: 'closed' })
    rows.push({ id: newId(), time, state: 'dismissed' })
  }
  await city.kernel.db.query(sql`INSERT INTO events.event (id, reference, type, title, description, state, source,
      own_active, active, division_code, raised_time, changed_time, reported_time, grams)
    SELECT id, id::text, ${eventType}, '事件', '', state, 'citizen', false, false, '990102001', time, time, time, '{}'
    FROM unnest(${rows.map((one) => one.id)}::uuid[], ${rows.map((one) => one.time)}::timestamptz[],
      ${rows.map((one) => one.state)}::text[]) AS r(id, time, state)`)
}

describe('GOV-033: events to be expected', () => {
  it('are told by weekday and area with a review of the days past, and nothing where little is known', async () => {
    const duty = await city.signedInAs('duty-officer')
    const none = await duty.call(contract.getEventForecast, { query: {} })
    expect(none).toMatchObject({ enough: false, days: [], areas: [], review: null })
    await letTheyBe(type)
    const told = await duty.call(contract.getEventForecast, { query: { days: 7 } })
    expect(told).toMatchObject({ enough: true, historyDays: 84, historyEvents: 84 * 3 + 12 * 6, month: null })
    const [monday, tuesday] = told.days
    expect(monday?.day).toBe('2026-06-15')
    expect(monday?.value).toBeGreaterThan(7)
    expect(tuesday?.value).toBeLessThan(4)
    expect(told.review).toMatchObject({ days: 28, naiveError: 0 })
    expect(told.review?.hits).toBeGreaterThanOrEqual(24)
    expect(told.areas.map((one) => [one.division, one.lastActual, one.isHit])).toEqual([['990102', 27, true]])
    expect(told.method).toContain('星期系数')
    const other = await city.signedInAs('district-officer', { divisions: ['990103'] })
    expect((await other.call(contract.getEventForecast, { query: {} })).historyEvents).toBe(0)
    await expect(duty.call(contract.getEventForecast, { query: { type: 'no.such' } })).rejects.toMatchObject({
      problem: { errors: [{ path: '/query/type' }] },
    })
  })
})
