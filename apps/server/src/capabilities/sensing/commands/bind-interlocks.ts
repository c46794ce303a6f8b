import * as contract from '@civitas/contract'
import { isInScope } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import * as store from './interlock-store.ts'
import type { CommandParts } from './send-commands.ts'

type Parts = Pick<CommandParts, 'kernel' | 'index'>

/** Interlocks over HTTP: what may not happen to several devices together. */
export function bindInterlocks({ kernel, index }: Parts): void {
  const { http, db } = kernel
  const toInterlock = (row: store.InterlockRow): contract.Interlock => ({
    ...row,
    thingNames: row.thingIds.map((id) => index.findThing(id)?.name ?? id),
  })
  http.bind(contract.listInterlocks, async ({ query }, { principal }) => {
    const page = await store.listInterlocks(db, query)
    const seen = (id: string) => isInScope(index.findThing(id)?.divisionCode ?? null, principal.scope)
    const items = page.items.filter((one) => one.thingIds.every(seen)).map(toInterlock)
    return { items, total: page.total - (page.items.length - items.length) }
  })
  http.bind(contract.createInterlock, async ({ body }, { principal }) => {
    body.thingIds.forEach((id, i) => {
      const thing = index.findThing(id)
      if (!thing) throw invalid(`/body/thingIds/${i}`, '没有这个设备')
      if (!isInScope(thing.divisionCode, principal.scope))
        throw forbidden('设备不在您的管辖范围内。', 'outside-scope')
    })
    if (body.mostAtOnce >= new Set(body.thingIds).size)
      throw invalid('/body/mostAtOnce', '应少于设备数，否则联锁不起作用')
    const row = await store.insertInterlock(
      db,
      {
        ...{ id: newId(), title: body.title, thingIds: [...new Set(body.thingIds)], commands: body.commands },
        ...{
          stateProperty: body.stateProperty ?? null,
          stateValue: body.stateValue,
          mostAtOnce: body.mostAtOnce,
        },
        createdBy: principal.name,
      },
      kernel.clock.now(),
    )
    return toInterlock(row)
  })
  http.bind(contract.deleteInterlock, async ({ params }) => {
    if (!(await store.deleteInterlock(db, params.id))) throw notFound('联锁规则', params.id)
    return { done: true as const }
  })
}
