import * as contract from '@civitas/contract'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { findIncident } from '../incidents/store.ts'
import { actorOf, type CommandParts } from '../parts.ts'
import * as groups from './groups.ts'
import * as hold from './hold-room.ts'
import * as store from './store.ts'

export function bindRooms(parts: CommandParts): void {
  const { http, db, clock } = parts.kernel
  parts.timers.on('room-absent', (tx, id) => hold.callAbsent(parts, tx, id))
  http.bind(contract.openRoom, ({ params, body }, { principal }) =>
    hold.openRoom(parts, params.id, body, principal),
  )
  http.bind(contract.callConsultation, ({ body }, { principal }) =>
    hold.callConsultation(parts, body, principal),
  )
  http.bind(contract.listCalledRooms, async ({ query }, { principal }) => {
    const page = await store.listCalledRooms(db, query, principal)
    return { items: page.items.map(store.toRoom), total: page.total }
  })
  http.bind(contract.listRooms, async ({ params }, { principal }) => {
    if (!(await findIncident(db, params.id, { scope: principal.scope })))
      throw notFound('突发事件', params.id)
    return (await store.listRooms(db, params.id)).map(store.toRoom)
  })
  http.bind(contract.getRoom, async ({ params }, { principal }) =>
    hold.viewRoom(db, await hold.getRoom(db, params.id, principal)),
  )
  http.bind(contract.joinRoom, ({ params }, { principal }) => hold.joinRoom(parts, params.id, principal))
  http.bind(contract.sayInRoom, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const row = await hold.getRoom(tx, params.id, principal)
      hold.requireOpen(row)
      await hold.tellRoom(parts, tx, row)
      return store.insertMessage(tx, row.id, actorOf(principal), body.text, clock.now())
    }),
  )
  http.bind(contract.drawMark, ({ params, body }, { principal }) => {
    if (!['Point', 'LineString', 'Polygon'].includes(body.geometry.type))
      throw invalid('/body/geometry/type', '标绘只能是点、线或面')
    return db.transaction(async (tx) => {
      const row = await hold.getRoom(tx, params.id, principal)
      hold.requireOpen(row)
      await hold.tellRoom(parts, tx, row)
      return store.insertMark(tx, row.id, body, actorOf(principal), clock.now())
    })
  })
  http.bind(contract.resolveRoom, ({ params, body }, { principal }) =>
    hold.resolveRoom(parts, params.id, body, principal),
  )
  http.bind(contract.confirmMinutes, ({ params, body }, { principal }) =>
    hold.confirmMinutes(parts, params.id, body.text, principal),
  )
}

export function bindGroups(parts: CommandParts): void {
  const { http, db } = parts.kernel
  groups.followGroups(parts)
  http.bind(contract.callGroup, ({ params, body }, { principal }) =>
    groups.callGroup(parts, params.id, body, principal),
  )
  http.bind(contract.listGroups, async ({ params }, { principal }) => {
    if (!(await findIncident(db, params.id, { scope: principal.scope })))
      throw notFound('突发事件', params.id)
    const rows = await store.listGroups(db, params.id)
    return Promise.all(rows.map((row) => groups.viewGroup(db, row)))
  })
  http.bind(contract.broadcastToGroup, ({ params, body }, { principal }) =>
    groups.broadcastTo(parts, params.id, body.text, principal),
  )
  http.bind(contract.acknowledgeBroadcast, ({ params, body }, { principal }) =>
    db.transaction((tx) =>
      groups.acknowledge(parts, tx, params.id, body.channel, body.reply ?? principal.name),
    ),
  )
  http.bind(contract.dissolveGroup, ({ params }, { principal }) =>
    groups.dissolveGroup(parts, params.id, principal),
  )
}
