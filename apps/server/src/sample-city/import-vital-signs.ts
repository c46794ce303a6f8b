import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { City, Facility } from '@civitas/city-yunchuan'
import type { EntityInput } from '../capabilities/entities/index.ts'
import type { InstallPlan } from '../capabilities/indicators/index.ts'
import type { Transaction } from '../kernel/db/database.ts'
import { repositoryRoot } from '../kernel/root.ts'
import type { Doors } from '../platform.ts'

/** Measuring points of each field, how many a district has, and who answers for them. */
const fields = [
  ['water', '供水监测点', 4, '市水务集团'],
  ['power', '变电站', 3, '市供电公司'],
  ['gas', '燃气调压站', 2, '市燃气公司'],
  ['transit', '公交运行监测点', 4, '市交通运输局'],
  ['sanitation', '垃圾转运站', 2, '市城市管理局'],
  ['tourism', '旅游景区', 1, '市文化广电和旅游局'],
  ['pipeline', '管线监测点', 4, '市排水公司'],
  ['green', '绿化监测点', 2, '市城市管理局'],
  ['clinic', '急诊监测点', 2, '市卫生健康委员会'],
] as const

/** Puts the points of the vital signs beside facilities of each district and registers them as devices. */
export async function importVitalSigns(tx: Transaction, doors: Doors, city: City): Promise<void> {
  const inputs = planPoints(city)
  await doors.entities.importMany(tx, inputs)
  const things = []
  for (const input of inputs) {
    const entity = await doors.entities.findByReference(tx, input.type, input.reference)
    if (entity)
      things.push({ entityId: entity.id, thingType: input.type, key: `${input.type} ${input.reference}` })
  }
  await doors.sensing.registerThings(tx, things)
}

function planPoints(city: City): EntityInput[] {
  const lamps = city.facilities.filter((one) => one.type === 'city-base.street-lamp')
  const districts = city.divisions.filter((one) => one.level === 2)
  return districts.flatMap((district) => {
    const near = lamps.filter((one) => one.divisionCode.startsWith(district.code))
    if (near.length === 0) return []
    let at = 0
    const total = fields.reduce((sum, [, , count]) => sum + count, 0)
    return fields.flatMap(([id, title, count, owner]) =>
      Array.from({ length: count }, (_, i): EntityInput => {
        const lamp = near[Math.floor((at++ / total) * near.length)] as Facility
        return {
          type: `vital-signs.${id}`,
          reference: `${district.code}-${id}-${i + 1}`,
          name: `${district.name}${title} ${i + 1}`,
          geometry: lamp.geometry,
          attributes: { owner, address: lamp.name.replace(/路灯.*/, '') },
        }
      }),
    )
  })
}

/** Indices, targets, cockpit pages and walls of the domain `vital-signs`, which are data files of the product. */
export function readIndicatorPlan(): InstallPlan {
  const folder = join(repositoryRoot(), 'domains/vital-signs')
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const json = (name: string) => JSON.parse(read(name))
  return {
    by: '平台交付',
    indices: json('indices.json'),
    targets: {
      tsv: read('targets/indicators.tsv'),
      bindings: new Map(Object.entries(json('targets/bindings.json') as Record<string, string>)),
    },
    pages: readdirSync(join(folder, 'pages')).map((name) => json(`pages/${name}`)),
    walls: json('walls.json'),
  }
}
