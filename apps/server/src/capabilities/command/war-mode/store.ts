import type { ModeSettings, SafeReport, WarProfile, WarSwitch } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Identity } from '../../identity/index.ts'
import { type Actor, iso } from '../parts.ts'

export interface SwitchRow {
  id: string
  title: string
  profile_id: string
  settings: ModeSettings
  divisions: string[]
  area: GeoJSON.Geometry | null
  is_drill: boolean
  incident_id: string | null
  start_time: Date
  end_time: Date
  state: WarSwitch['state']
  proposed_id: string
  proposed_by: string
  command_organisation: string | null
  reporters: string[]
  started_time: Date | null
  ended_time: Date | null
  saved: ModeSettings | null
  restored: ModeSettings | null
  review: string | null
  authorisers: { userId: string; name: string; time: string }[]
  routed: number
}

const fromSwitch = sql`SELECT s.*,
    (SELECT count(*)::int FROM command.routed_event r WHERE r.switch_id = s.id) AS routed,
    coalesce((SELECT jsonb_agg(jsonb_build_object('userId', a.user_id, 'name', a.name, 'time',
      to_char(a.time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY a.time)
      FROM command.authorisation a WHERE a.switch_id = s.id), '[]') AS authorisers
  FROM command.war_switch s`

export function toSwitch(row: SwitchRow, identity: Identity): WarSwitch {
  return {
    id: row.id,
    title: row.is_drill ? `【演练】${row.title}` : row.title,
    profileId: row.profile_id,
    settings: row.settings,
    divisions: row.divisions,
    area: row.area,
    isDrill: row.is_drill,
    incidentId: row.incident_id,
    startTime: row.start_time.toISOString(),
    endTime: row.end_time.toISOString(),
    state: row.state,
    proposedBy: row.proposed_by,
    authorisers: row.authorisers,
    commandOrganisationId: row.command_organisation,
    commandName: identity.findOrganisation(row.command_organisation)?.name ?? null,
    startedTime: iso(row.started_time),
    endedTime: iso(row.ended_time),
    saved: row.saved,
    restored: row.restored,
    review: row.review,
    routedEvents: row.routed,
  }
}

export async function insertSwitch(
  tx: Queryable,
  one: Pick<
    SwitchRow,
    | ('title' | 'profile_id' | 'settings' | 'divisions' | 'area' | 'is_drill' | 'incident_id' | 'start_time')
    | ('end_time' | 'proposed_id' | 'proposed_by' | 'command_organisation' | 'reporters')
  >,
): Promise<SwitchRow> {
  const id = newId()
  await tx.query(sql`INSERT INTO command.war_switch (id, title, profile_id, settings, divisions, area, is_drill, incident_id,
      start_time, end_time, state, proposed_id, proposed_by, command_organisation, reporters)
    VALUES (${id}, ${one.title}, ${one.profile_id}, ${JSON.stringify(one.settings)}, ${one.divisions},
      ${one.area ? JSON.stringify(one.area) : null}, ${one.is_drill}, ${one.incident_id}, ${one.start_time}, ${one.end_time},
      'proposed', ${one.proposed_id}, ${one.proposed_by}, ${one.command_organisation}, ${one.reporters}::uuid[])`)
  return (await tx.first<SwitchRow>(sql`${fromSwitch} WHERE s.id = ${id}`)) as SwitchRow
}

export async function lockSwitch(tx: Queryable, id: string): Promise<SwitchRow | undefined> {
  await tx.query(sql`SELECT FROM command.war_switch WHERE id = ${id} FOR UPDATE`)
  return tx.first<SwitchRow>(sql`${fromSwitch} WHERE s.id = ${id}`)
}

export async function updateSwitch(
  tx: Queryable,
  row: SwitchRow,
  change: Partial<SwitchRow>,
): Promise<SwitchRow> {
  const one = { ...row, ...change }
  const json = (value: ModeSettings | null) => (value ? JSON.stringify(value) : null)
  await tx.query(sql`UPDATE command.war_switch SET state = ${one.state}, started_time = ${one.started_time},
      ended_time = ${one.ended_time}, saved = ${json(one.saved)}, restored = ${json(one.restored)}, review = ${one.review}
    WHERE id = ${row.id}`)
  return (await tx.first<SwitchRow>(sql`${fromSwitch} WHERE s.id = ${row.id}`)) as SwitchRow
}

export function listSwitches(db: Queryable, state?: WarSwitch['state']): Promise<SwitchRow[]> {
  return db.query<SwitchRow>(sql`${fromSwitch} ${state ? sql`WHERE s.state = ${state}` : empty}
    ORDER BY s.start_time DESC LIMIT 100`)
}

/** False when this person has authorised it before. */
export async function insertAuthorisation(tx: Queryable, id: string, by: Actor, now: Date): Promise<boolean> {
  const rows = await tx.query(sql`INSERT INTO command.authorisation (switch_id, user_id, name, time)
    VALUES (${id}, ${by.userId}, ${by.name}, ${now}) ON CONFLICT DO NOTHING RETURNING user_id`)
  return rows.length > 0
}

/** Lets one change of the mode go at a time. */
export async function lockMode(tx: Queryable): Promise<void> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext('command.mode'))`)
}

export function listProfiles(db: Queryable): Promise<WarProfile[]> {
  return db.query<WarProfile>(sql`SELECT id, title, settings FROM command.war_profile ORDER BY id`)
}

export async function saveProfile(tx: Queryable, one: WarProfile, keep = false): Promise<void> {
  await tx.query(sql`INSERT INTO command.war_profile (id, title, settings) VALUES (${one.id}, ${one.title}, ${JSON.stringify(one.settings)})
    ON CONFLICT (id) DO ${keep ? sql`NOTHING` : sql`UPDATE SET title = excluded.title, settings = excluded.settings`}`)
}

/** False when it was routed before. */
export async function routeEvent(
  tx: Queryable,
  switchId: string,
  eventId: string,
  now: Date,
): Promise<boolean> {
  const rows = await tx.query(sql`INSERT INTO command.routed_event (switch_id, event_id, time)
    VALUES (${switchId}, ${eventId}, ${now}) ON CONFLICT DO NOTHING RETURNING event_id`)
  return rows.length > 0
}

interface SafeReportRow {
  id: string
  switch_id: string
  organisation_id: string
  due_time: Date
  state: SafeReport['state']
  text: string | null
  by_name: string | null
  received_time: Date | null
}

export function toSafeReport(row: SafeReportRow, identity: Identity): SafeReport {
  return {
    id: row.id,
    switchId: row.switch_id,
    organisationId: row.organisation_id,
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    dueTime: row.due_time.toISOString(),
    state: row.state,
    text: row.text,
    byName: row.by_name,
    receivedTime: iso(row.received_time),
  }
}

export async function insertSafeReports(
  tx: Queryable,
  switchId: string,
  organisations: string[],
  due: Date,
): Promise<void> {
  await tx.query(sql`INSERT INTO command.safe_report (id, switch_id, organisation_id, due_time, state)
    SELECT id, ${switchId}, organisation, ${due}, 'due' FROM unnest(${organisations.map(newId)}::uuid[], ${organisations}::uuid[])
      AS t(id, organisation) ON CONFLICT DO NOTHING`)
}

/** Marks what did not come in time; answers the organisations. */
export async function markMissing(tx: Queryable, switchId: string, now: Date): Promise<string[]> {
  const rows = await tx.query<{
    organisation_id: string
  }>(sql`UPDATE command.safe_report SET state = 'missing'
    WHERE switch_id = ${switchId} AND state = 'due' AND due_time <= ${now} RETURNING organisation_id`)
  return rows.map((row) => row.organisation_id)
}

export function listSafeReports(db: Queryable, switchId: string): Promise<SafeReportRow[]> {
  return db.query<SafeReportRow>(sql`SELECT * FROM command.safe_report WHERE switch_id = ${switchId}
    ORDER BY due_time DESC, organisation_id LIMIT 500`)
}

export function receiveSafeReport(
  tx: Queryable,
  id: string,
  text: string,
  by: string,
  now: Date,
): Promise<SafeReportRow | undefined> {
  return tx.first<SafeReportRow>(sql`UPDATE command.safe_report SET state = 'received', text = ${text}, by_name = ${by},
    received_time = ${now} WHERE id = ${id} AND state <> 'received' RETURNING *`)
}
