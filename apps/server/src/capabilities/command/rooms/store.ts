import type {
  Addressee,
  Attendance,
  Broadcast,
  MapMark,
  Page,
  Resolution,
  Room,
  RoomMessage,
  TalkGroup,
} from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { type Actor, iso } from '../parts.ts'

export interface RoomRow {
  id: string
  incident_id: string | null
  title: string
  subject: string | null
  subject_link: string | null
  called_by: string | null
  state: Room['state']
  minutes: string | null
  minutes_by: string | null
  opened_time: Date
  closed_time: Date | null
  division_code: string | null
  is_drill: boolean
}

const fromRoom = sql`SELECT r.id, r.incident_id, r.title, r.subject, r.subject_link, r.called_by, r.state, r.minutes,
    r.minutes_by, r.opened_time, r.closed_time, coalesce(i.division_code, r.division_code) AS division_code,
    coalesce(i.is_drill, false) AS is_drill
  FROM command.room r LEFT JOIN command.incident i ON i.id = r.incident_id`

export function toRoom(row: RoomRow): Room {
  return {
    id: row.id,
    incidentId: row.incident_id,
    title: row.title,
    subject: row.subject,
    subjectLink: row.subject_link,
    calledBy: row.called_by,
    state: row.state,
    minutes: row.minutes,
    minutesConfirmedBy: row.minutes_by,
    openedTime: row.opened_time.toISOString(),
    closedTime: iso(row.closed_time),
  }
}

export async function insertRoom(
  tx: Queryable,
  incidentId: string,
  title: string,
  now: Date,
): Promise<RoomRow> {
  const id = newId()
  await tx.query(sql`INSERT INTO command.room (id, incident_id, title, state, opened_time)
    VALUES (${id}, ${incidentId}, ${title}, 'open', ${now})`)
  return (await tx.first<RoomRow>(sql`${fromRoom} WHERE r.id = ${id}`)) as RoomRow
}

export interface NewConsultation {
  title: string
  subject: string
  subjectLink: string | null
  divisionCode: string | null
  calledBy: string
}

export async function insertConsultation(tx: Queryable, one: NewConsultation, now: Date): Promise<RoomRow> {
  const id = newId()
  await tx.query(sql`INSERT INTO command.room (id, title, subject, subject_link, division_code, called_by, state, opened_time)
    VALUES (${id}, ${one.title}, ${one.subject}, ${one.subjectLink}, ${one.divisionCode}, ${one.calledBy}, 'open', ${now})`)
  return (await tx.first<RoomRow>(sql`${fromRoom} WHERE r.id = ${id}`)) as RoomRow
}

/** Consultations of no incident: those of the caller’s divisions, and those they were invited to. */
export async function listCalledRooms(
  db: Queryable,
  query: { search?: string; limit?: number; offset?: number },
  { scope, userId }: { scope: Scope; userId: string },
): Promise<Page<RoomRow>> {
  const { search, limit = 50, offset = 0 } = query
  const where = sql`WHERE r.incident_id IS NULL AND (${inScope('r.division_code', scope)}
      OR EXISTS (SELECT FROM command.attendance a WHERE a.room_id = r.id AND a.user_id = ${userId}))
    ${search ? sql`AND (r.title ILIKE ${`%${search}%`} OR r.subject ILIKE ${`%${search}%`})` : empty}`
  const items = await db.query<RoomRow>(sql`${fromRoom} ${where} ORDER BY r.opened_time DESC, r.id DESC
    LIMIT ${limit} OFFSET ${offset}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM command.room r ${where}`)
  return { items, total: count?.n ?? 0 }
}

export function findRoom(db: Queryable, id: string): Promise<RoomRow | undefined> {
  return db.first<RoomRow>(sql`${fromRoom} WHERE r.id = ${id}`)
}

export function listRooms(db: Queryable, incidentId: string): Promise<RoomRow[]> {
  return db.query<RoomRow>(sql`${fromRoom} WHERE r.incident_id = ${incidentId} ORDER BY r.opened_time DESC`)
}

export async function closeRoom(
  tx: Queryable,
  id: string,
  minutes: string,
  by: string,
  now: Date,
): Promise<void> {
  await tx.query(sql`UPDATE command.room SET state = 'closed', minutes = ${minutes}, minutes_by = ${by},
    closed_time = ${now} WHERE id = ${id}`)
}

interface AttendanceRow {
  id: string
  person: Addressee
  user_id: string | null
  invited_time: Date
  joined_time: Date | null
  called_time: Date | null
  left_time: Date | null
}

function toAttendance(row: AttendanceRow): Attendance {
  return {
    id: row.id,
    person: row.person,
    invitedTime: row.invited_time.toISOString(),
    joinedTime: iso(row.joined_time),
    calledTime: iso(row.called_time),
    leftTime: iso(row.left_time),
  }
}

export async function invite(
  tx: Queryable,
  roomId: string,
  people: readonly Addressee[],
  now: Date,
): Promise<void> {
  for (const person of people)
    await tx.query(sql`INSERT INTO command.attendance (id, room_id, person, user_id, invited_time)
      VALUES (${newId()}, ${roomId}, ${JSON.stringify(person)}, ${person.userId}, ${now}) ON CONFLICT DO NOTHING`)
}

/** Attendance is by account, whatever somebody calls themselves. */
export async function join(tx: Queryable, roomId: string, person: Addressee, now: Date): Promise<void> {
  await tx.query(sql`INSERT INTO command.attendance AS a (id, room_id, person, user_id, invited_time, joined_time)
    VALUES (${newId()}, ${roomId}, ${JSON.stringify(person)}, ${person.userId}, ${now}, ${now})
    ON CONFLICT (room_id, user_id) WHERE user_id IS NOT NULL
    DO UPDATE SET joined_time = coalesce(a.joined_time, excluded.joined_time)`)
}

/** Marks those who have not come as called; answers them. */
export async function callAbsent(tx: Queryable, roomId: string, now: Date): Promise<AttendanceRow[]> {
  return tx.query<AttendanceRow>(sql`UPDATE command.attendance SET called_time = ${now}
    WHERE room_id = ${roomId} AND joined_time IS NULL AND called_time IS NULL RETURNING *`)
}

export async function readRoom(db: Queryable, id: string) {
  const [attendance, messages, marks, resolutions] = await Promise.all([
    db.query<AttendanceRow>(
      sql`SELECT * FROM command.attendance WHERE room_id = ${id} ORDER BY invited_time, id`,
    ),
    db.query<Omit<RoomMessage, 'time'> & { time: Date }>(sql`SELECT id, by_name AS "byName", text, time
      FROM command.room_message WHERE room_id = ${id} ORDER BY time, id LIMIT 2000`),
    db.query<
      Omit<MapMark, 'time'> & { time: Date }
    >(sql`SELECT id, geometry, label, kind, by_name AS "byName", time
      FROM command.map_mark WHERE room_id = ${id} ORDER BY time, id LIMIT 2000`),
    db.query<ResolutionRow>(sql`SELECT * FROM command.resolution WHERE room_id = ${id} ORDER BY time, id`),
  ])
  const withTime = <T extends { time: Date }>(row: T) => ({ ...row, time: row.time.toISOString() })
  return {
    attendance: attendance.map(toAttendance),
    messages: messages.map(withTime),
    marks: marks.map(withTime),
    resolutions: resolutions.map(toResolution),
  }
}

export async function insertMessage(
  tx: Queryable,
  roomId: string,
  by: Actor,
  text: string,
  now: Date,
): Promise<RoomMessage> {
  const id = newId()
  await tx.query(sql`INSERT INTO command.room_message (id, room_id, by_id, by_name, text, time)
    VALUES (${id}, ${roomId}, ${by.userId}, ${by.name}, ${text}, ${now})`)
  return { id, byName: by.name, text, time: now.toISOString() }
}

export async function insertMark(
  tx: Queryable,
  roomId: string,
  mark: Pick<MapMark, 'geometry' | 'label' | 'kind'>,
  by: Actor,
  now: Date,
): Promise<MapMark> {
  const id = newId()
  await tx.query(sql`INSERT INTO command.map_mark (id, room_id, geometry, label, kind, by_id, by_name, time)
    VALUES (${id}, ${roomId}, ${JSON.stringify(mark.geometry)}, ${mark.label}, ${mark.kind}, ${by.userId}, ${by.name}, ${now})`)
  return { id, ...mark, byName: by.name, time: now.toISOString() }
}

export interface ResolutionRow {
  id: string
  text: string
  owner: Addressee
  due_time: Date
  order_id: string | null
  time: Date
}

export function toResolution(row: ResolutionRow): Resolution {
  const { id, text, owner } = row
  return {
    id,
    text,
    owner,
    dueTime: row.due_time.toISOString(),
    orderId: row.order_id,
    time: row.time.toISOString(),
  }
}

export async function insertResolution(
  tx: Queryable,
  one: { roomId: string; text: string; owner: Addressee; due: Date },
  now: Date,
): Promise<ResolutionRow> {
  return (await tx.first<ResolutionRow>(sql`INSERT INTO command.resolution (id, room_id, text, owner, due_time, time)
    VALUES (${newId()}, ${one.roomId}, ${one.text}, ${JSON.stringify(one.owner)}, ${one.due}, ${now}) RETURNING *`)) as ResolutionRow
}

export function listOpenResolutions(tx: Queryable, roomId: string): Promise<ResolutionRow[]> {
  return tx.query<ResolutionRow>(sql`SELECT * FROM command.resolution WHERE room_id = ${roomId} AND order_id IS NULL
    ORDER BY time FOR UPDATE`)
}

export async function linkResolution(tx: Queryable, id: string, orderId: string): Promise<void> {
  await tx.query(sql`UPDATE command.resolution SET order_id = ${orderId} WHERE id = ${id}`)
}

export interface GroupRow {
  id: string
  incident_id: string
  title: string
  members: TalkGroup['members']
  opened_time: Date
  dissolved_time: Date | null
  division_code: string | null
  is_drill: boolean
}

const fromGroup = sql`SELECT g.*, i.division_code, i.is_drill FROM command.talk_group g
  JOIN command.incident i ON i.id = g.incident_id`

export async function insertGroup(
  tx: Queryable,
  one: { incidentId: string; title: string; members: TalkGroup['members'] },
  now: Date,
): Promise<GroupRow> {
  const id = newId()
  await tx.query(sql`INSERT INTO command.talk_group (id, incident_id, title, members, opened_time)
    VALUES (${id}, ${one.incidentId}, ${one.title}, ${JSON.stringify(one.members)}, ${now})`)
  return (await tx.first<GroupRow>(sql`${fromGroup} WHERE g.id = ${id}`)) as GroupRow
}

export function findGroup(db: Queryable, id: string): Promise<GroupRow | undefined> {
  return db.first<GroupRow>(sql`${fromGroup} WHERE g.id = ${id}`)
}

export function listGroups(db: Queryable, incidentId: string): Promise<GroupRow[]> {
  return db.query<GroupRow>(sql`${fromGroup} WHERE g.incident_id = ${incidentId} ORDER BY g.opened_time DESC`)
}

export async function dissolve(tx: Queryable, id: string, now: Date): Promise<void> {
  await tx.query(
    sql`UPDATE command.talk_group SET dissolved_time = ${now} WHERE id = ${id} AND dissolved_time IS NULL`,
  )
}

/** Ends the groups of an incident that still stand, and answers them. */
export function dissolveOf(
  tx: Queryable,
  incidentId: string,
  now: Date,
): Promise<{ id: string; title: string }[]> {
  return tx.query<{ id: string; title: string }>(sql`UPDATE command.talk_group SET dissolved_time = ${now}
    WHERE incident_id = ${incidentId} AND dissolved_time IS NULL RETURNING id, title`)
}

export interface AcknowledgementRow {
  id: string
  broadcast_id: string
  contact_id: string
  name: string
  phone: string | null
  user_id: string | null
  channel: string | null
  state: Broadcast['acknowledgements'][number]['state']
  time: Date | null
}

export async function insertBroadcast(
  tx: Queryable,
  one: { groupId: string; text: string; by: string; people: readonly Addressee[] },
  now: Date,
): Promise<{ id: string; acknowledgements: AcknowledgementRow[] }> {
  const id = newId()
  await tx.query(sql`INSERT INTO command.broadcast (id, group_id, text, by_name, time)
    VALUES (${id}, ${one.groupId}, ${one.text}, ${one.by}, ${now})`)
  const acknowledgements: AcknowledgementRow[] = []
  for (const person of one.people)
    acknowledgements.push(
      (await tx.first<AcknowledgementRow>(sql`INSERT INTO command.acknowledgement (id, broadcast_id, contact_id, name, phone,
          user_id, state) VALUES (${newId()}, ${id}, ${person.contactId}, ${person.name}, ${person.phone}, ${person.userId},
          'sent') RETURNING *`)) as AcknowledgementRow,
    )
  return { id, acknowledgements }
}

export async function listBroadcasts(db: Queryable, groupId: string): Promise<Broadcast[]> {
  const rows = await db.query<{ id: string; text: string; by_name: string; time: Date }>(
    sql`SELECT * FROM command.broadcast WHERE group_id = ${groupId} ORDER BY time`,
  )
  const answers = await db.query<AcknowledgementRow>(sql`SELECT * FROM command.acknowledgement
    WHERE broadcast_id = ANY(${rows.map((row) => row.id)}::uuid[]) ORDER BY name, id`)
  return rows.map((row) => ({
    ...{ id: row.id, text: row.text, byName: row.by_name, time: row.time.toISOString() },
    acknowledgements: answers
      .filter((one) => one.broadcast_id === row.id)
      .map(({ id, name, channel, state, time }) => ({ id, name, channel, state, time: iso(time) })),
  }))
}

export function lockAcknowledgement(
  tx: Queryable,
  id: string,
): Promise<(AcknowledgementRow & { group_id: string; text: string }) | undefined> {
  return tx.first(sql`SELECT a.*, b.group_id, b.text FROM command.acknowledgement a
    JOIN command.broadcast b ON b.id = a.broadcast_id WHERE a.id = ${id} FOR UPDATE OF a`)
}

export async function setAcknowledgement(
  tx: Queryable,
  id: string,
  change: { state: string; channel: string | null; time: Date },
): Promise<void> {
  await tx.query(sql`UPDATE command.acknowledgement SET state = ${change.state}, channel = ${change.channel},
    time = ${change.time} WHERE id = ${id}`)
}
