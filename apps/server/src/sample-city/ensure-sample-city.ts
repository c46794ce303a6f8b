import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type City, generateYunchuan } from '@civitas/city-yunchuan'
import type { User } from '@civitas/contract'
import { everyThingType } from '../capabilities/sensing/index.ts'
import { newSecret } from '../kernel/crypto.ts'
import type { Transaction } from '../kernel/db/database.ts'
import { sql } from '../kernel/db/sql.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Doors } from '../platform.ts'
import { demoAccounts, demoPassword } from './demo-accounts.ts'
import { fillCommand, fillExampleIncident } from './fill-command.ts'
import { fillGrids } from './fill-grids.ts'
import { fillHotline } from './fill-hotline.ts'
import { fillModules } from './fill-modules.ts'
import { fillOpinion } from './fill-opinion.ts'
import { fillPersons } from './fill-persons.ts'
import { fillPortal } from './fill-portal.ts'
import { fillServices } from './fill-services.ts'
import { fillTrust } from './fill-trust.ts'
import { importMoving } from './import-moving.ts'
import { importVitalSigns, readIndicatorPlan } from './import-vital-signs.ts'
import { planDevices } from './plan-devices.ts'
import { planGovernanceDuties } from './plan-governance-duties.ts'
import { planProcessDuties } from './plan-process-duties.ts'
import { planUrbanDuties } from './plan-urban-duties.ts'
import { toAddresses, toDivisionRows, toDuties, toEntityInputs, toOrganisations } from './translate.ts'

/** Device models of the sample city’s sensing facilities, by entity type. */
const thingTypes: Record<string, string> = {
  'waterlogging.gauge': 'waterlogging.gauge',
  'waterlogging.rain-gauge': 'waterlogging.rain-gauge',
  'waterlogging.river-gauge': 'waterlogging.river-gauge',
  'air.station': 'air.station',
  'city-base.vehicle': 'city-base.vehicle-terminal',
  'city-base.vessel': 'city-base.vessel-transponder',
}

const chunk = 4_000

/**
 * Fills an empty installation with 云川市, once and whole: an import cut short leaves nothing and is done again. Answers
 * whether it was filled now.
 */
export async function ensureSampleCity(kernel: Kernel, doors: Doors, onBegin: () => void): Promise<boolean> {
  const known = await kernel.db.first(sql`SELECT 1 AS one FROM kernel.setting WHERE name = 'city'`)
  if (!known) {
    onBegin()
    const city = generateYunchuan()
    await kernel.db.transaction((tx) => importCity(tx, doors, city))
    await doors.territory.reload()
    await doors.identity.reload()
    await kernel.db.transaction((tx) => importPlaces(tx, kernel, doors, city))
    doors.indicators.markAll()
    await doors.indicators.recomputeNow()
  }
  await ensureSimulatorAccess(kernel, doors)
  return !known
}

async function importCity(tx: Transaction, doors: Doors, city: City): Promise<void> {
  await doors.territory.importDivisions(tx, toDivisionRows(city))
  await doors.territory.importCalendar(
    tx,
    city.calendarHolidays.map((day) => ({
      date: day.date,
      kind: day.kind === 'workday' ? 'workday' : 'rest',
      note: day.name,
    })),
  )
  const addresses = toAddresses(city)
  for (let at = 0; at < addresses.length; at += chunk)
    await doors.territory.importAddresses(tx, addresses.slice(at, at + chunk))
  await doors.identity.importOrganisations(tx, toOrganisations(city))
  await doors.cases.importDuties(tx, [
    ...toDuties(city),
    ...planUrbanDuties(city),
    ...planProcessDuties(city),
    ...planGovernanceDuties(city),
  ])
}

async function importPlaces(tx: Transaction, kernel: Kernel, doors: Doors, city: City): Promise<void> {
  const inputs = toEntityInputs(city)
  for (let at = 0; at < inputs.length; at += chunk)
    await doors.entities.importMany(tx, inputs.slice(at, at + chunk))
  const things: Array<{ entityId: string; thingType: string; key: string }> = []
  for (const input of inputs) {
    const thingType = thingTypes[input.type]
    if (!thingType) continue
    const entity = await doors.entities.findByReference(tx, input.type, input.reference)
    if (entity) things.push({ entityId: entity.id, thingType, key: `${input.type} ${input.reference}` })
  }
  await doors.sensing.registerThings(tx, things)
  await importMoving(tx, doors, city)
  await importVitalSigns(tx, doors, city)
  await doors.indicators.install(tx, readIndicatorPlan())
  const users = await addDemoUsers(doors, city)
  const ids = new Map(things.map((thing) => [thing.key, thing.entityId]))
  await doors.sensing.setUpDevices(tx, planDevices({ city, users, things: ids, now: kernel.clock.now() }))
  await fillCommand(tx, doors, city, users, kernel.clock.now())
  await fillExampleIncident(tx, doors, city, users)
  await fillGrids(tx, doors, users, kernel.clock.now())
  await fillModules(tx, doors, city, kernel.clock.now())
  await fillHotline(tx, doors, city, users, kernel.clock.now())
  await fillPortal(tx, doors, city, users)
  await fillPersons(tx, doors, city, users, kernel.clock.now())
  await fillTrust(tx, doors, city, users, kernel.clock.now())
  await fillOpinion(tx, doors, city, kernel.clock.now())
  await fillServices(tx, doors)
  const facts = { name: city.name, code: city.code, demo: true }
  await tx.query(sql`INSERT INTO kernel.setting (name, value) VALUES ('city', ${JSON.stringify(facts)}),
    ('city-code', ${JSON.stringify(city.code)}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`)
  tx.afterCommit(() =>
    kernel.log.info({ entities: inputs.length, things: things.length }, 'the sample city is in place'),
  )
}

async function addDemoUsers(doors: Doors, city: City): Promise<Map<string, User>> {
  const organisations = new Map(toOrganisations(city).map((one) => [one.name, one.id]))
  const users = new Map<string, User>()
  for (const { organisation, role, also, ...account } of demoAccounts) {
    const organisationId = organisation ? (organisations.get(organisation) ?? null) : null
    const input = { ...account, roles: also ? [role, also] : [role], password: demoPassword, organisationId }
    users.set(account.account, await doors.identity.addDemoUser(input))
  }
  return users
}

/** What the simulator signs in with; kept beside the data, readable by its owner only. */
export interface SimulatorAccess {
  account: string
  password: string
  credential: string
  key: string
}

export function simulatorAccessFile(dataDir: string): string {
  return join(dataDir, 'simulator.secret.json')
}

async function ensureSimulatorAccess(kernel: Kernel, doors: Doors): Promise<void> {
  const file = simulatorAccessFile(kernel.config.data)
  if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as SimulatorAccess).key) return
  const name = `simulator-${newSecret().slice(0, 8)}`
  const access: SimulatorAccess = {
    ...{ account: name, password: newSecret() },
    ...{ credential: `${name}-gateway`, key: newSecret() },
  }
  await doors.identity.addDemoUser({
    account: access.account,
    name: '城市模拟器',
    password: access.password,
    roles: ['simulator'],
    divisions: ['990100'],
  })
  await kernel.db.transaction((tx) =>
    doors.sensing.createCredential(tx, {
      name: access.credential,
      kind: 'gateway',
      key: access.key,
      thingTypes: [everyThingType],
    }),
  )
  writeFileSync(file, JSON.stringify(access, null, 2), { mode: 0o600 })
}
