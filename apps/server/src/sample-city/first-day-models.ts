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

/** Nitrogen dioxide of the traffic, which the fine dust follows two hours later. */
function exhaustAt(hour: number): number {
  return 22 + (dustAt(hour + 2) - 18) * 0.8 + ((hour * 104_729) % 7)
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
    const find = (property: string) => datastreams.find((one) => one.property === property)?.datastreamId
    const [dust, exhaust] = [find('pm25'), find('no2')]
    if (dust && exhaust) await playAir({ admin, duty }, thing.id, { dust, exhaust })
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

/** Three weeks of one station as its device would send them; what is made of them by the people of the city. */
async function playAir(
  { admin, duty }: Pick<Players, 'admin' | 'duty'>,
  thingId: string,
  { dust, exhaust }: { dust: number; exhaust: number },
): Promise<void> {
  const end = Math.floor(Date.now() / hourMs) * hourMs
  const { name, key } = await admin.call(contract.createCredential, {
    body: { name: 'air-history', kind: 'device', thingIds: [thingId] },
  })
  const answer = await fetch(`${admin.options.baseUrl}/sta/v1.1/CreateObservations`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${name}:${key}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify([series(dust, dustAt, end), series(exhaust, exhaustAt, end)]),
  })
  if (!answer.ok) return
  const { id } = await duty.call(contract.writeWarningModel, { body: settings(dust) })
  await duty.call(contract.testWarningModel, { params: { id } })
  await duty.call(contract.switchWarningModel, { params: { id }, body: { active: true } })
  await duty.call(contract.relateSeries, {
    body: {
      ...{ cause: { datastreamId: exhaust }, effect: { datastreamId: dust }, step: 'hour', maxLag: 24 },
      ...{ from: new Date(end - 14 * 24 * hourMs).toISOString(), to: new Date(end).toISOString() },
    },
  })
}

function series(datastreamId: number, valueAt: (hour: number) => number, end: number) {
  const count = days * 24
  return {
    Datastream: { '@iot.id': datastreamId },
    components: ['phenomenonTime', 'result'],
    dataArray: Array.from({ length: count }, (_, hour) => [
      new Date(end - (count - hour) * hourMs).toISOString(),
      valueAt(hour),
    ]),
  }
}
