import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppFinding, ImagePlace, MobileApp } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { getOwnUpload, uploadFolder } from '../uploads/take-upload.ts'
import { readApk } from './read-apk.ts'
import { compare, faultsOf, kindNames, usualDays } from './rules.ts'
import * as store from './store.ts'

/** The largest package that is read; it is held in memory as a whole. */
const mostBytes = 300 * 1024 * 1024

/** Binds the supervision of apps and of places where pictures are taken (PLT-116). */
export function bindAppChecks(parts: DataParts): void {
  const { http, db, clock, jobs } = parts.kernel
  http.bind(contract.listMobileApps, async ({ query }) => {
    const { items, total } = await store.listApps(db, query)
    return { items: items.map(toApp), total }
  })
  http.bind(contract.putMobileApp, async ({ params, body }) => {
    await store.putApp(db, { id: newId(), ...params, ...body }, clock.now())
    return toApp(await getApp(parts, params.packageName))
  })
  http.bind(contract.scanMobileApp, ({ params, body }, { principal }) =>
    scan(parts, principal, params.packageName, body),
  )
  http.bind(contract.listAppFindings, async ({ query }) => {
    const now = clock.now()
    const { items, total } = await store.listFindings(db, query, now)
    return { items: items.map((row) => toFinding(row, now)), total }
  })
  http.bind(contract.delistMobileApp, async ({ params, body }) => {
    const app = await getApp(parts, params.packageName)
    const done = await store.delist(db, app.id, { reason: body.reason, now: clock.now() })
    if (!done) throw conflict('not-due', '没有逾期未整改的问题，不能下架。')
    return toApp(await getApp(parts, params.packageName))
  })
  http.bind(contract.listAppResults, async ({ query }) => {
    const { items, total } = await store.listApps(db, { ...query, scanned: true })
    return { items: items.map(toResult), total }
  })
  bindPlaces(parts)
  jobs.every('data-app-findings-late', '23 * * * *', () => tellLate(parts))
}

function bindPlaces({ kernel: { http, db, clock } }: DataParts): void {
  http.bind(contract.listImagePlaces, async ({ query }) => {
    const { items, total } = await store.listPlaces(db, query)
    return { items: items.map(toPlace), total }
  })
  http.bind(contract.saveImagePlace, async ({ body }) => {
    const { id, collectsFaces, hasSign, ...rest } = body
    const facts = { collects_faces: collectsFaces, has_sign: hasSign, faults: faultsOf(body) }
    return toPlace(await store.savePlace(db, { id: id ?? newId(), ...rest, ...facts }, clock.now()))
  })
}

async function getApp({ kernel }: DataParts, packageName: string): Promise<store.AppRow> {
  const row = await store.findApp(kernel.db, packageName)
  if (!row) throw notFound('应用程序', packageName)
  return row
}

function stateOf(row: store.AppRow): MobileApp['state'] {
  if (row.delisted_time) return 'delisted'
  return row.open_findings > 0 ? 'rectifying' : 'listed'
}

function toApp(row: store.AppRow): MobileApp {
  return {
    ...{ id: row.id, packageName: row.package_name, name: row.name, operator: row.operator },
    ...{ channel: row.channel, purposes: row.purposes, sdks: row.sdks, version: row.version },
    ...{ permissions: row.permissions, foundSdks: row.found_sdks, state: stateOf(row) },
    ...{ openFindings: row.open_findings, delistReason: row.delist_reason },
    scannedTime: row.scanned_time?.toISOString() ?? null,
    registeredTime: row.registered_time.toISOString(),
  }
}

function toResult(row: store.AppRow) {
  const state = stateOf(row)
  return {
    ...{ name: row.name, operator: row.operator, version: row.version ?? '', findings: row.open_texts },
    scannedTime: (row.scanned_time as Date).toISOString(),
    result: state === 'listed' ? ('passed' as const) : state,
  }
}

function toFinding(row: store.FindingRow, now: Date): AppFinding {
  return {
    ...{ id: row.id, packageName: row.package_name, appName: row.app_name, version: row.version },
    ...{ kind: row.kind, kindName: kindNames[row.kind], subject: row.subject, text: row.text },
    ...{ evidence: row.evidence, isLate: (row.rectified_time ?? now) > row.due_time },
    foundTime: row.found_time.toISOString(),
    dueTime: row.due_time.toISOString(),
    rectifiedTime: row.rectified_time?.toISOString() ?? null,
  }
}

function toPlace({ collects_faces, has_sign, registered_time, ...row }: store.PlaceRow): ImagePlace {
  return {
    ...{ id: row.id, title: row.title, address: row.address, operator: row.operator, purpose: row.purpose },
    ...{ collectsFaces: collects_faces, hasSign: has_sign, alternative: row.alternative, faults: row.faults },
    registeredTime: registered_time.toISOString(),
  }
}

/** Reads a package that was put up and keeps what it does beyond what its notice says, with a day to mend it by. */
async function scan(
  parts: DataParts,
  principal: Principal,
  packageName: string,
  { uploadId, days = usualDays }: { uploadId: string; days?: number | undefined },
) {
  const { db, clock } = parts.kernel
  const app = await getApp(parts, packageName)
  const upload = await getOwnUpload(parts, principal, uploadId)
  if (upload.received < upload.bytes) throw conflict('incomplete', '文件还没有传完。')
  if (upload.bytes > mostBytes) throw invalid('/body/uploadId', '安装包超过 300 MB')
  const bytes = await readFile(
    join(uploadFolder(parts, uploadId), upload.state === 'ready' ? 'plain' : 'raw'),
  )
  const facts = readApk(bytes)
  if (facts.packageName !== packageName)
    throw invalid('/body/uploadId', `安装包的包名是 ${facts.packageName}，与登记的不一致`, 'other-package')
  const now = clock.now()
  const rectified = await db.transaction((tx) =>
    store.keepScan(tx, app, {
      ...{ facts, found: compare(app, facts), now, newId },
      sm3: createHash('sm3').update(bytes).digest('hex'),
      due: new Date(now.getTime() + days * 86_400_000),
    }),
  )
  const { items } = await store.listFindings(db, { packageName, state: 'open', limit: 500 }, now)
  return {
    app: toApp(await getApp(parts, packageName)),
    findings: items.map((row) => toFinding(row, now)),
    rectified,
  }
}

/** Tells once of every finding that was not mended in time. */
async function tellLate(parts: DataParts): Promise<void> {
  const { db, clock } = parts.kernel
  const city = parts.territory.cityCode()
  await db.transaction(async (tx) => {
    for (const late of await store.takeLate(tx, clock.now()))
      parts.messaging.tell(tx, {
        ...{ key: `data.app-late:${late.id}`, title: `应用程序逾期未整改：${late.name}`, text: late.text },
        ...{ urgency: 'normal', link: '/console/data-guard?tab=apps' },
        to: city ? [{ role: 'data-bureau', division: city }] : [],
      })
  })
}
