import type { AudienceGrade, Wall, WallScene } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'

export interface WallRow {
  id: string
  title: string
  audience: AudienceGrade
  duty_scene: string
  scene: string
  since: Date
  until: Date | null
  why: string
}

export async function findWall(db: Queryable, id: string): Promise<WallRow | undefined> {
  return db.first<WallRow>(sql`SELECT * FROM indicators.wall WHERE id = ${id}`)
}

export async function listWalls(db: Queryable): Promise<WallRow[]> {
  return db.query<WallRow>(sql`SELECT * FROM indicators.wall ORDER BY id`)
}

export async function insertWall(
  db: Queryable,
  wall: { id: string; title: string; dutyScene: string; now: Date },
): Promise<void> {
  await db.query(sql`INSERT INTO indicators.wall (id, title, audience, duty_scene, scene, since, until, why)
    VALUES (${wall.id}, ${wall.title}, 'internal', ${wall.dutyScene}, ${wall.dutyScene}, ${wall.now}, NULL, '值班场景') ON CONFLICT DO NOTHING`)
}

export async function readScenes(db: Queryable, wallId: string): Promise<WallScene[]> {
  const rows = await db.query<{ scene: WallScene }>(
    sql`SELECT scene FROM indicators.wall_scene WHERE wall_id = ${wallId} ORDER BY id`,
  )
  return rows.map((row) => row.scene)
}

export async function upsertScene(db: Queryable, wallId: string, scene: WallScene): Promise<void> {
  await db.query(sql`INSERT INTO indicators.wall_scene (wall_id, id, scene) VALUES (${wallId}, ${scene.id}, ${JSON.stringify(scene)})
    ON CONFLICT (wall_id, id) DO UPDATE SET scene = excluded.scene`)
}

export async function setShown(
  db: Queryable,
  wallId: string,
  shown: { scene: string; audience: AudienceGrade; since: Date; until: Date | null; why: string },
): Promise<void> {
  await db.query(sql`UPDATE indicators.wall SET scene = ${shown.scene}, audience = ${shown.audience}, since = ${shown.since},
    until = ${shown.until}, why = ${shown.why} WHERE id = ${wallId}`)
}

export async function writeLog(
  db: Queryable,
  wallId: string,
  by: string,
  what: string,
  now: Date,
): Promise<void> {
  await db.query(
    sql`INSERT INTO indicators.wall_log (wall_id, time, by_name, what) VALUES (${wallId}, ${now}, ${by}, ${what})`,
  )
}

export async function readLog(db: Queryable, wallId: string): Promise<Wall['log']> {
  const rows = await db.query<{ time: Date; by_name: string; what: string }>(
    sql`SELECT time, by_name, what FROM indicators.wall_log WHERE wall_id = ${wallId} ORDER BY id DESC LIMIT 50`,
  )
  return rows.map((row) => ({ time: row.time.toISOString(), by: row.by_name, what: row.what }))
}

export interface Visit {
  scene: string
  title: string
  audience: AudienceGrade
  from: string
  to: string
}

export async function insertVisit(db: Queryable, wallId: string, visit: Visit): Promise<void> {
  await db.query(sql`INSERT INTO indicators.wall_schedule (id, wall_id, scene, title, audience, from_time, to_time)
    VALUES (${newId()}, ${wallId}, ${visit.scene}, ${visit.title}, ${visit.audience}, ${visit.from}, ${visit.to})`)
}

export async function readSchedule(db: Queryable, wallId: string, now: Date): Promise<Wall['schedule']> {
  const rows = await db.query<Omit<Visit, 'from' | 'to'> & { id: string; from_time: Date; to_time: Date }>(
    sql`SELECT id, scene, title, audience, from_time, to_time FROM indicators.wall_schedule
      WHERE wall_id = ${wallId} AND to_time > ${now} ORDER BY from_time LIMIT 100`,
  )
  return rows.map(({ from_time, to_time, ...row }) => ({
    ...row,
    from: from_time.toISOString(),
    to: to_time.toISOString(),
  }))
}

export async function deleteVisit(db: Queryable, wallId: string, id: string): Promise<boolean> {
  const rows = await db.query(
    sql`DELETE FROM indicators.wall_schedule WHERE wall_id = ${wallId} AND id = ${id} RETURNING id`,
  )
  return rows.length > 0
}
