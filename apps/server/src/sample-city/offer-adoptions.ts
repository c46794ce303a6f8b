import { type City, createRandom } from '@civitas/city-yunchuan'
import * as contract from '@civitas/contract'
import type { Cast } from './cast.ts'

const offers = [
  {
    kind: 'green',
    what: '行道树',
    duty: '浇水、清理树穴，发现枯枝、病虫害及时登记。',
    everyDays: 14,
    points: 10,
  },
  {
    kind: 'road',
    what: '路段',
    duty: '巡看路面、井盖和护栏，捡拾垃圾，发现破损及时上报。',
    everyDays: 7,
    points: 8,
  },
  {
    kind: 'facility',
    what: '路灯',
    duty: '傍晚看一看亮灯情况，不亮的登记灯杆位置。',
    everyDays: 30,
    points: 5,
  },
  { kind: 'green', what: '街头绿地', duty: '清理杂物，劝导踩踏，记录植物长势。', everyDays: 14, points: 10 },
  { kind: 'road', what: '人行道', duty: '查看盲道和坡道是否被占用或破损。', everyDays: 10, points: 8 },
] as const

/** What citizens of the sample city may adopt, at streets that have lamps. */
export async function offerAdoptions(city: City, cast: Cast): Promise<void> {
  const leader = await cast('leader')
  const random = createRandom(city.seed, 'adoptions')
  const lamps = city.facilities.filter((one) => one.type === 'city-base.street-lamp')
  for (const { what, ...offer } of offers) {
    const lamp = random.pick(lamps)
    const [lon, lat] = lamp.geometry.coordinates as [number, number]
    await leader.call(contract.createAdoption, {
      body: { ...offer, title: `${lamp.name.replace(/路灯.*/, '')}${what}`, position: [lon, lat] },
    })
  }
}
