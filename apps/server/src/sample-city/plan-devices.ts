import type { City, Facility } from '@civitas/city-yunchuan'
import type { User } from '@civitas/contract'
import type { DevicePlan } from '../capabilities/sensing/index.ts'
import { planFacilities } from './plan-facilities.ts'
import { toOrganisations } from './translate.ts'

const dayMs = 86_400_000
const by = '示例城市'
/** Below 2.999, the arc for examples (Rec. ITU-T X.660). */
const cityArc = '2.999.990100'

/** Who may hold a terminal. */
type Holder = Pick<User, 'id' | 'name' | 'divisions'>

interface Given {
  city: City
  users: ReadonlyMap<string, Holder>
  /** Ids of the things, by entity type and reference. */
  things: ReadonlyMap<string, string>
  now: Date
}

/** What surrounds the sample city’s devices, worked out from the city alone. */
export function planDevices({ city, users, things, now }: Given): DevicePlan {
  const all = toOrganisations(city)
  const organisations = new Map(all.flatMap((one) => [[one.shortName, one.id] as const, [one.name, one.id]]))
  const organisationOf = (name: string) => organisations.get(name) ?? null
  const thingOf = (one: Facility) => {
    const id = things.get(`${one.type} ${one.reference}`)
    if (!id) throw new Error(`${one.name} is no thing`)
    return id
  }
  const named = (name: string) => {
    const found = city.facilities.find((one) => one.name === name)
    if (!found) throw new Error(`the city has no ${name}`)
    return thingOf(found)
  }
  return {
    ...{ by, divisionCode: city.code },
    facilities: planFacilities(city, organisationOf, thingOf),
    terminals: planTerminals(city, users, organisationOf, now),
    oids: planOids(city, organisationOf, thingOf),
    calibrations: planCalibrations(city, thingOf, now),
    ...planInsight(named),
  }
}

function planTerminals(
  city: City,
  users: ReadonlyMap<string, Holder>,
  organisationOf: (name: string) => string | null,
  now: Date,
): DevicePlan['terminals'] {
  const certificateUntil = new Date(now.getTime() + 300 * dayMs).toISOString()
  const apps = ['城枢外勤', '离线地图', '政务通讯录']
  const terminal = (
    reference: string,
    account: string,
    owner: string,
    words: { title: string; purpose: string; osLevel?: string; usbEnabled?: boolean },
  ) => {
    const { title, purpose, osLevel = '14.1', usbEnabled = false } = words
    const user = users.get(account)
    const organisationId = organisationOf(owner)
    if (!user || !organisationId) throw new Error(`nobody holds terminal ${reference}`)
    return {
      ...{ reference, title, purpose, organisationId, userId: user.id, userName: user.name },
      ...{ divisionCode: user.divisions[0] ?? city.code, versions: { 城枢外勤: '1.0.0' } },
      facts: { osLevel, screenLock: true, usbEnabled, certificateUntil, apps },
    }
  }
  const node = (reference: string, title: string, divisionCode: string) => ({
    ...{ reference, title, divisionCode },
    modules: [
      {
        ...{ module: 'ponding-alarm', kind: 'rule' as const, version: '1.0.0' },
        content: { property: 'depth', above: 15, unit: 'cm' },
      },
    ],
  })
  const patrol = '网格巡查与事件处置'
  return {
    policy: {
      title: '外勤终端安全基线',
      rules: {
        ...{ minimumOsLevel: '13', screenLock: true, usbForbidden: true, certificate: true },
        allowedApps: null,
      },
    },
    terminals: [
      terminal('T-0001', 'grid', '市城市管理局', { title: '巡查手机 01', purpose: patrol }),
      {
        ...terminal('T-0002', 'grid', '市城市管理局', { title: '巡查平板 01', purpose: patrol }),
        testRing: true,
      },
      terminal('T-0003', 'district', '市城市管理局', {
        title: '处置手机 01',
        purpose: '区级处置',
        osLevel: '12',
      }),
      terminal('T-0004', 'duty', '市城市运行管理中心', { title: '值班平板 01', purpose: '值班值守' }),
      terminal('T-0005', 'leader', '市人民政府', {
        ...{ title: '领导平板 01', purpose: '移动决策', usbEnabled: true },
      }),
    ],
    nodes: [node('EDGE-01', '老城积水监测边缘节点', '990102')],
  }
}

/** An arc for each organisation that keeps devices, and a number for each of its devices. */
function planOids(
  city: City,
  organisationOf: (name: string) => string | null,
  thingOf: (one: Facility) => string,
): DevicePlan['oids'] {
  const arc = (number: number, owner: string, title: string, types: readonly string[]) => {
    const organisationId = organisationOf(owner)
    const objects = city.facilities
      .filter((one) => types.includes(one.type))
      .map((one) => ({
        ...{
          kind: 'device' as const,
          title: one.name,
          entityId: thingOf(one),
          divisionCode: one.divisionCode,
        },
        ...(organisationId ? { ownerId: organisationId } : {}),
        aliases: [{ scheme: 'asset' as const, alias: one.reference }],
      }))
    const quota = 10_000
    return { arc: `${cityArc}.${number}`, title, parent: cityArc, organisationId, quota, objects }
  }
  const data = organisationOf('市数据局')
  return [
    { ...{ arc: cityArc, title: '云川市', parent: null, organisationId: data, quota: 1_000 }, objects: [] },
    arc(1, '市排水公司', '排水监测设备', ['waterlogging.gauge']),
    arc(2, '市气象局', '气象监测设备', ['waterlogging.rain-gauge']),
    arc(3, '市水利局', '水文监测设备', ['waterlogging.river-gauge']),
    arc(4, '市生态环境监测中心', '空气质量监测设备', ['air.station']),
  ]
}

/** River gauges are calibrated once a year, air stations each half year; all were in time. */
function planCalibrations(
  city: City,
  thingOf: (one: Facility) => string,
  now: Date,
): DevicePlan['calibrations'] {
  const everyDays: Readonly<Record<string, number>> = { 'waterlogging.river-gauge': 365, 'air.station': 182 }
  const day = (offset: number) => new Date(now.getTime() + offset * dayMs).toISOString().slice(0, 10)
  return city.facilities.flatMap((one, i) => {
    const period = everyDays[one.type]
    if (period === undefined) return []
    const ago = 20 + ((i * 17) % (period - 30))
    const certificate = `JZ-${one.reference.slice(-8)}`
    const days = { doneDate: day(-ago), dueDate: day(period - ago) }
    return [{ ...days, thingId: thingOf(one), certificate, metrology: one.type === 'air.station' }]
  })
}

/** A section of the river, a forecast of the air and an hourly file of levels. */
function planInsight(named: (name: string) => string): Pick<DevicePlan, 'views' | 'forecasts' | 'files'> {
  const level = (name: string, title: string, station: string) => {
    return { name, title, thingId: named(station), property: 'level' }
  }
  const value = (name: string, title: string, unit: string, expression: string) => {
    return { name, title, unit, expression }
  }
  const constant = (name: string, title: string, unit: string, of: number) => {
    return { name, title, unit, value: of }
  }
  return {
    views: [
      {
        title: '云河大桥断面：水位与流量',
        members: [
          level('level', '云河大桥水位', '云河大桥水位站'),
          level('upstream', '云河老城水位', '云河老城水位站'),
        ],
        constants: [
          constant('bed', '河底高程', 'm', 6.5),
          constant('width', '断面宽', 'm', 210),
          constant('slope', '水面比降', '', 0.00002),
          constant('chezy', '谢才系数', '', 50),
          constant('warning', '警戒水位', 'm', 13.2),
        ],
        values: [
          value('depth', '水深', 'm', 'level - bed'),
          value(
            ...(['flow', '流量（谢才公式）', 'm³/s'] as const),
            'width * (level - bed) * chezy * sqrt(max(0, (level - bed) * slope))',
          ),
          value('room', '距警戒水位', 'm', 'warning - level'),
          value('fall', '上下游水位差', 'm', 'upstream - level'),
        ],
      },
    ],
    forecasts: [
      {
        ...{ title: '云川广场 AQI 24 小时预测', thingId: named('云川广场空气质量监测站'), property: 'aqi' },
        ...{ season: 'day', trainDays: 28, horizonHours: 24 },
      },
    ],
    files: [
      {
        ...{ title: '河道水位小时均值', thingType: 'waterlogging.river-gauge', property: 'level' },
        ...{ bucket: 'hour', every: 'hour', format: 'csv' },
      },
    ],
  }
}
