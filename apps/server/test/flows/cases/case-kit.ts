import * as contract from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import { organisations, places, startTestPlatform, type TestPlatform } from '../../../src/test-kit/index.ts'

/** A city whose clock the test holds, with the people and duties of urban management. */
export interface CaseCity {
  city: TestPlatform
  /** Sets the time, `2026-06-02T09:00` in the city, and does what the timers say is due by then. */
  at(time: string): Promise<void>
  duty: Client
  dispatcher: Client
  inspector: Client
  leader: Client
  /** People of the unit. */
  workerOf(unit: keyof typeof organisations): Promise<Client>
}

export const manhole = 'gbt30428.components.0102'
export const partCode = '9901020102000001'

/** Base64 of a tiny picture; another number is another picture. */
export function picture(n: number): string {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
    'base64',
  )
  return Buffer.concat([png, Buffer.from([n])]).toString('base64')
}

export async function startCaseCity(start = '2026-06-02T09:00'): Promise<CaseCity> {
  let now = toDate(start)
  const city = await startTestPlatform({ clock: { now: () => now }, config: { sessionHours: 720 } })
  const give = (item: string, organisation: contract.Organisation) => ({
    item: `urban-management.${item}`,
    divisionCode: '990100',
    organisationId: organisation.id,
  })
  await city.kernel.db.transaction((tx) =>
    city.cases.importDuties(tx, [
      give('supervision', organisations.operationCentre),
      give('command', organisations.operationCentre),
      give('handling', organisations.drainage),
      give('quick-response', organisations.drainage),
      give('water-supply', organisations.water),
    ]),
  )
  const workers = new Map<string, Client>()
  return {
    city,
    at: async (time) => {
      now = toDate(time)
      await city.cases.fireTimers()
    },
    duty: await city.signedInAs('administrator', { organisationId: organisations.operationCentre.id }),
    dispatcher: await city.signedInAs('dispatcher'),
    inspector: await city.signedInAs('inspector'),
    leader: await city.signedInAs('leader'),
    workerOf: async (unit) => {
      const known = workers.get(unit)
      if (known) return known
      const made = await city.signedInAs('unit-worker', { organisationId: organisations[unit].id })
      workers.set(unit, made)
      return made
    },
  }
}

export function toDate(time: string): Date {
  return new Date(`${time.length === 16 ? `${time}:00` : time}+08:00`)
}

export const refusal = (status: number, code: string) => ({ problem: { status, code } })

export function detailOf(client: Client, id: string) {
  return client.call(contract.getCase, { params: { id } })
}

/** The open main task of a case. */
export async function openTask(client: Client, id: string): Promise<contract.Task> {
  const { tasks } = await detailOf(client, id)
  const open = tasks.filter((one) => one.kind === 'main' && one.doneTime === null)
  return open.at(-1) as contract.Task
}

export async function act(client: Client, id: string, form: Record<string, unknown>): Promise<void> {
  const params = { id: (await openTask(client, id)).id }
  await client.call(contract.acceptTask, { params })
  await client.call(contract.completeTask, { params, body: { form } })
}

/** A seven-stage case of a broken manhole that waits for dispatch. */
export async function aFiledCase(
  { duty }: CaseCity,
  more: { classCode?: string; partCode?: string; title?: string } = {},
): Promise<contract.Case> {
  const opened = await duty.call(contract.registerCase, {
    body: {
      type: 'urban-management.urban-case',
      title: more.title ?? '污水井盖破损',
      position: places.oldTown,
      classCode: more.classCode ?? manhole,
      partCode: more.partCode ?? (more.classCode ? undefined : partCode),
    },
  })
  await act(duty, opened.id, { real: true })
  await act(duty, opened.id, { accepted: true })
  return opened
}

export async function dispatchTo(
  client: Client,
  id: string,
  organisation: contract.Organisation,
  assistants: contract.Organisation[] = [],
): Promise<contract.Task> {
  await client.call(contract.assignTask, {
    params: { id: (await openTask(client, id)).id },
    body: { organisationId: organisation.id, assistants: assistants.map((one) => one.id) },
  })
  return openTask(client, id)
}

/** Photos before and after, at the place or elsewhere, and the form. */
export async function handle(worker: Client, task: contract.Task, place = places.oldTown): Promise<void> {
  const params = { id: task.id }
  await worker.call(contract.acceptTask, { params })
  for (const n of [1, 2])
    await worker.call(contract.attachEvidence, {
      params,
      body: { fileName: `处置${n}.png`, contentType: 'image/png', content: picture(n), position: place },
    })
  await worker.call(contract.completeTask, { params, body: { form: { measure: 'replaced' } } })
}
