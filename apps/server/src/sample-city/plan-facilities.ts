import type { City, Facility } from '@civitas/city-yunchuan'
import type { FacilityInput } from '@civitas/contract'
import type { DevicePlan } from '../capabilities/sensing/index.ts'

type Plan = DevicePlan['facilities']
/** How something is put up; load and power are those of the device itself. */
type Siting = Pick<
  FacilityInput,
  'facilityType' | 'carrier' | 'heightClass' | 'sector' | 'network' | 'power'
> & {
  loadKg: number
  powerW: number
}

const poles = 60
const slotsOfPole = 4

const ofPole: Siting & { slots: number } = {
  ...{ facilityType: 'smart-pole', carrier: 'pole', heightClass: 'high', sector: 'roads-bridges' },
  ...{ network: '光纤', power: '市电', slots: slotsOfPole, loadKg: 120, powerW: 1500 },
}

/** How sites of each type are spread: metres to the next of its kind, of survey error, and of reach. */
const rules: Plan['rules'] = [
  ['ponding-gauge', 50, 10, 800],
  ['rain-gauge', 500, 20, 3000],
  ['river-gauge', 300, 20, 2500],
  ['air-station', 1000, 50, 4000],
  ['smart-pole', 30, 5, 500],
].map(([facilityType, duplicateMetres, toleranceMetres, coverageMetres]) => ({
  ...{ facilityType: String(facilityType), duplicateMetres: Number(duplicateMetres) },
  ...{ toleranceMetres: Number(toleranceMetres), coverageMetres: Number(coverageMetres) },
}))

/** How a fixed device is put up, by its kind and what it stands at; undefined for a part that is no device. */
function siteOf({ type, name, attributes }: Facility): Siting | undefined {
  if (type === 'waterlogging.gauge') {
    const isUnderpass = attributes.point_kind === 'underpass'
    return {
      ...{ facilityType: 'ponding-gauge', heightClass: 'low', network: 'NB-IoT', power: '锂电池' },
      ...{ carrier: isUnderpass ? 'bridge' : 'pole', loadKg: 4, powerW: 2 },
      sector: isUnderpass ? 'roads-bridges' : 'pipelines',
    }
  }
  if (type === 'waterlogging.rain-gauge')
    return {
      ...{ facilityType: 'rain-gauge', heightClass: 'middle', network: '4G', power: '太阳能' },
      ...{ carrier: 'building', sector: 'water', loadKg: 6, powerW: 3 },
    }
  if (type === 'waterlogging.river-gauge')
    return {
      ...{ facilityType: 'river-gauge', heightClass: 'middle', network: '4G', power: '太阳能' },
      ...{ carrier: /桥|闸/.test(name) ? 'bridge' : 'water', sector: 'water', loadKg: 8, powerW: 6 },
    }
  if (type === 'air.station')
    return {
      ...{ facilityType: 'air-station', heightClass: 'high', network: '光纤', power: '市电' },
      ...{ carrier: 'building', sector: 'environment', loadKg: 350, powerW: 2500 },
    }
  return undefined
}

/** A facility for each fixed device, and smart poles that several organisations share. */
export function planFacilities(
  city: City,
  organisationOf: (name: string) => string | null,
  thingOf: (facility: Facility) => string,
): Plan {
  const names = new Map(city.organisations.map((one) => [one.code, one.shortName]))
  const placed = (one: Facility) => {
    const [lon = 0, lat = 0] = one.geometry.coordinates
    const owner = names.get(one.ownerCode) ?? one.ownerCode
    return {
      ...{
        reference: one.reference,
        divisionCode: one.divisionCode,
        position: [lon, lat] as [number, number],
      },
      ...{ ownerId: organisationOf(owner), maintenanceUnit: owner },
    }
  }
  const single = city.facilities.flatMap((one) => {
    const site = siteOf(one)
    if (!site) return []
    const { loadKg, powerW } = site
    const mounts = [{ title: one.name, thingId: thingOf(one), loadKg, powerW }]
    const room = { slots: 1, loadKg: loadKg * 2, powerW: powerW * 2 }
    return [{ ...placed(one), ...site, ...room, name: `${one.name}安装点`, mounts }]
  })
  const lamps = city.facilities.filter(
    (one) => one.type === 'city-base.street-lamp' && one.attributes.poleHeight_m === 12,
  )
  const step = Math.max(1, Math.floor(lamps.length / poles))
  const shared = lamps
    .filter((_, i) => i % step === 0)
    .slice(0, poles)
    .map((one, i) => ({
      ...{ ...placed(one), ...ofPole, name: one.name.replace('路灯', '智慧灯杆') },
      mounts: mountsOfPole(organisationOf).slice(0, 1 + (i % slotsOfPole)),
    }))
  return { rules, facilities: [...single, ...shared] }
}

/** What poles carry, in the order it was put up. */
function mountsOfPole(organisationOf: (name: string) => string | null) {
  const mount = (title: string, tenant: string, loadKg: number, powerW: number) => {
    const tenantId = organisationOf(tenant)
    return { title, loadKg, powerW, ...(tenantId ? { tenantId } : {}) }
  }
  return [
    mount('治安监控摄像机', '市公安局', 8, 60),
    mount('5G 微基站', '市通信管道公司', 35, 600),
    mount('环境微型站', '市生态环境监测中心', 12, 40),
    mount('信息发布屏', '市城市管理局', 45, 500),
  ]
}
