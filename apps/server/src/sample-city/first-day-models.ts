import * as contract from '@civitas/contract'
import type { Players } from './first-day-kit.ts'

const hourMs = 3_600_000
const days = 21

/** Fine dust of a usual day, a little different each day, and three evenings that were not usual. */
function dustAt(hour: number): number {
  const usual = 18 + (hour % 24 >= 7 && hour % 24 < 20 ? 14 : 0) + ((hour * 7919) % 5)
  const unusual: Record<number, number> = {
    242: 46,
    243: 55,
    244: 58,
    245: 49,
    364: 41,
    365: 44,
    366: 40,
    436: 57,
  }
  return unusual[hour] ?? usual
}

const settings = (datastreamId: number): contract.WarningModelSettings => ({
  ...{ name: '夜间细颗粒物异常', series: { datastreamId }, step: 'hour', kind: 'anomaly', side: 'above' },
  ...{ season: 'day', historyDays: days + 1, leastSpread: 3, window: 12, horizon: 6, hold: 2, leadSteps: 3 },
  levels: [
    { level: 'blue', at: 5 },
    { level: 'yellow', at: 12 },
  ],
  truth: { kind: 'limit', limit: 50 },
  warning: {
    ...{
      category: 'Env',
      eventName: '细颗粒物异常升高',
      instruction: '减少夜间户外活动，有关单位检查周边工地和企业。',
    },
    ...{ channels: ['app', 'screen'], validHours: 6, verifyMinutes: 30 },
  },
})

/** A model that watches one air station, tested on three weeks of its past; a map of reach and one of sites. */
export async function playModels({ admin, duty }: Players): Promise<void> {
  const { items } = await admin.call(contract.listThings, { query: { type: 'air.station', limit: 1 } })
  const thing = items[0]
  if (thing) {
    const { datastreams } = await admin.call(contract.getThing, { params: { id: thing.id } })
    const dust = datastreams.find((one) => one.property === 'pm25')
    if (dust) await playModel({ admin, duty }, thing.id, dust.datastreamId)
  }
  await duty.call(contract.mapReach, {
    body: { title: '医院 10 分钟车程圈', types: ['city-base.hospital'], pace: 'drive', minutes: [5, 10, 15] },
  })
  await duty.call(contract.mapSites, {
    body: {
      ...{ title: '新建避难场所选址', pace: 'drive' },
      criteria: [
        { kind: 'unserved', types: ['emergency.shelter'], weight: 50, radiusM: 2000, minutes: 10 },
        { kind: 'near', types: ['city-base.hospital'], weight: 30, full: 3, zero: 20 },
        { kind: 'far', types: ['city-base.pump-station'], weight: 20, full: 1500, zero: 200 },
      ],
    },
  })
}

async function playModel(
  { admin, duty }: Pick<Players, 'admin' | 'duty'>,
  thingId: string,
  datastreamId: number,
): Promise<void> {
  const end = Math.floor(Date.now() / hourMs) * hourMs
  const count = days * 24
  const { name, key } = await admin.call(contract.createCredential, {
    body: { name: 'air-history', kind: 'device', thingIds: [thingId] },
  })
  const answer = await fetch(`${admin.options.baseUrl}/sta/v1.1/CreateObservations`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${name}:${key}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify([
      {
        Datastream: { '@iot.id': datastreamId },
        components: ['phenomenonTime', 'result'],
        dataArray: Array.from({ length: count }, (_, hour) => [
          new Date(end - (count - hour) * hourMs).toISOString(),
          dustAt(hour),
        ]),
      },
    ]),
  })
  if (!answer.ok) return
  const { id } = await duty.call(contract.writeWarningModel, { body: settings(datastreamId) })
  await duty.call(contract.testWarningModel, { params: { id } })
  await duty.call(contract.switchWarningModel, { params: { id }, body: { active: true } })
}
