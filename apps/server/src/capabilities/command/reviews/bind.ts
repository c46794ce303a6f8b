import * as contract from '@civitas/contract'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { findIncident, note } from '../incidents/store.ts'
import { keepReviewed } from '../library/keep-library.ts'
import { actorOf, type CommandParts, tell } from '../parts.ts'
import * as drills from './drills.ts'
import { listImprovements, reviewIncident, saveReview } from './review-incident.ts'
import { drillScripts } from './scripts.ts'

export function bindReviews(parts: CommandParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.getReview, ({ params }, { principal }) => reviewIncident(parts, params.id, principal))
  http.bind(contract.saveReview, async ({ params, body }, { principal }) => {
    await db.transaction(async (tx) => {
      const row = await findIncident(tx, params.id, { scope: principal.scope, lock: true })
      if (!row) throw notFound('突发事件', params.id)
      if (body.confirm && row.state === 'open')
        throw conflict('incident-open', '响应尚未终止，不能确认评估。')
      const by = body.confirm ? principal.name : null
      await saveReview(tx, row.id, { lessons: body.lessons, by }, clock.now())
      if (body.confirm) {
        const entry = {
          incidentId: row.id,
          act: 'review-confirmed',
          by: actorOf(principal),
          text: '评估已确认',
        }
        await note(tx, entry, clock.now())
        await keepReviewed(parts, tx, row.id)
      }
      await tell(parts, tx, {
        kind: 'incident',
        id: row.id,
        incidentId: row.id,
        divisionCode: row.division_code,
      })
    })
    return reviewIncident(parts, params.id, principal)
  })
  bindImprovements(parts)
  bindDrills(parts)
}

function bindImprovements(parts: CommandParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.addImprovement, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const row = await findIncident(tx, params.id, { scope: principal.scope })
      if (!row) throw notFound('突发事件', params.id)
      const id = newId()
      await tx.query(sql`INSERT INTO command.improvement (id, incident_id, text, plan_id, owner, due_date, state)
        VALUES (${id}, ${row.id}, ${body.text}, ${body.planId ?? null}, ${body.owner}, ${body.dueDate}, 'open')`)
      return (await listImprovements(tx, row.id)).find((one) => one.id === id) as contract.Improvement
    }),
  )
  http.bind(contract.closeImprovement, ({ params }, { principal }) =>
    db.transaction(async (tx) => {
      const row = await tx.first<{ incident_id: string }>(
        sql`SELECT incident_id FROM command.improvement WHERE id = ${params.id} FOR UPDATE`,
      )
      if (!row || !(await findIncident(tx, row.incident_id, { scope: principal.scope })))
        throw notFound('改进事项', params.id)
      await tx.query(sql`UPDATE command.improvement SET state = 'done' WHERE id = ${params.id}`)
      return (await listImprovements(tx, row.incident_id)).find(
        (one) => one.id === params.id,
      ) as contract.Improvement
    }),
  )
}

function bindDrills(parts: CommandParts): void {
  const { http, db } = parts.kernel
  drills.setDrillTimers(parts)
  http.bind(contract.listDrillScripts, () =>
    drillScripts.map(({ id, title, summary, planId, level, injects }) => ({
      ...{ id, title, summary, planId, level },
      ...{ minutes: injects.at(-1)?.minute ?? 0, injects: injects.length },
    })),
  )
  http.bind(contract.listDrills, (_, { principal }) => drills.listDrills(db, principal))
  http.bind(contract.getDrill, ({ params }, { principal }) => drills.getDrill(db, params.id, principal))
  http.bind(contract.startDrill, ({ body }, { principal }) => drills.startDrill(parts, body, principal))
  http.bind(contract.nextInject, ({ params }, { principal }) =>
    drills.nextInject(parts, params.id, principal),
  )
  http.bind(contract.endDrill, ({ params }, { principal }) => drills.endDrill(parts, params.id, principal))
}
