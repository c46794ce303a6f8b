import * as contract from '@civitas/contract'
import { findUnit } from '@civitas/domain-kit'
import { type Principal, requireInScope } from '../../../kernel/access.ts'
import { type Sm2KeyPair, signSm2 } from '../../../kernel/crypto.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { Identity } from '../../identity/index.ts'
import { reportIncident } from '../admission/quarantine.ts'
import type { DeviceRights } from '../admission/rights.ts'
import type { DatastreamIndex } from '../datastreams/datastream-index.ts'
import type { ThingModels } from '../models/registry.ts'
import { openPlatformKey } from './platform-key.ts'
import { describeDifference, judgeTest } from './rules.ts'
import * as store from './store.ts'
import type { ConformanceWatch } from './watch.ts'

export interface ConformanceParts {
  kernel: Kernel
  identity: Identity
  index: DatastreamIndex
  models: ThingModels
  rights: DeviceRights
  watch: ConformanceWatch
}

const dayMs = 86_400_000
const validDays = 365

/** Profiles, sandbox tests and their reports over HTTP. */
export function bindConformance(parts: ConformanceParts): void {
  bindProfiles(parts)
  bindRuns(parts, openPlatformKey(parts.kernel.config.data))
  parts.kernel.jobs.every('sensing-profile-deadlines', '5 8 * * *', async () => {
    await remindOverdue(parts)
  })
}

function bindProfiles(parts: ConformanceParts): void {
  const { kernel, identity, rights, index } = parts
  const { http, db, clock } = kernel
  http.bind(contract.listProfiles, async ({ query }) => {
    const page = await store.listProfiles(db, query)
    return { items: page.items.map(toProfile), total: page.total }
  })
  http.bind(contract.publishProfile, ({ params, body }, { principal }) =>
    publishProfile(parts, params.id, body, principal),
  )
  http.bind(contract.bindProfile, async ({ params, body }, { principal }) => {
    if (!(await store.findProfile(db, params.id, body.version)))
      throw notFound('接入规范', `${params.id} V${body.version}`)
    body.thingIds.forEach((id, i) => {
      const thing = index.findThing(id)
      if (!thing) throw invalid(`/body/thingIds/${i}`, '没有这个设备')
      requireInScope(thing.divisionCode, principal.scope)
    })
    return { bound: await store.bindThings(db, params.id, body.version, body.thingIds) }
  })
  http.bind(contract.listOverdueThings, async ({ query }, { principal }) => {
    const page = await store.listOverdue(db, query, clock.now(), await rights.readable(principal))
    const items = page.items.map((row) => ({
      ...row,
      ownerName: identity.findOrganisation(row.ownerId)?.name ?? null,
      deadlineTime: row.deadlineTime.toISOString(),
      state: '超期未升级',
    }))
    return { items, total: page.total }
  })
  http.bind(contract.remindOverdue, async () => ({ reminded: await remindOverdue(parts) }))
  http.bind(contract.listNonconformances, async ({ query }, { principal }) =>
    store.listNonconformances(db, query, await rights.readable(principal)),
  )
}

function toProfile(row: store.ProfileRow): contract.Profile {
  return {
    ...{
      id: row.id,
      version: row.version,
      title: row.title,
      content: row.content,
      difference: row.difference,
    },
    ...{ publishedBy: row.published_by, publishedTime: row.published_time.toISOString() },
    ...{ graceDays: row.grace_days, deadlineTime: row.deadline_time.toISOString(), affected: row.affected },
  }
}

async function publishProfile(
  { kernel, models }: ConformanceParts,
  id: string,
  body: { title: string; content: contract.ProfileContent; graceDays: number },
  by: Principal,
): Promise<contract.Profile> {
  const { content } = body
  if (!models.findThingType(content.model))
    throw invalid('/body/content/model', `没有“${content.model}”这种设备模型`)
  content.properties.forEach((one, i) => {
    if (!findUnit(one.unit))
      throw invalid(`/body/content/properties/${i}/unit`, `没有计量单位“${one.unit}”（UCUM）`)
  })
  const known = models.findDefinition(content.model)?.commands.map((one) => one.id) ?? []
  const unknown = content.commands.findIndex((name) => !known.includes(name))
  if (unknown >= 0) throw invalid(`/body/content/commands/${unknown}`, '设备模型没有这个命令')
  const now = kernel.clock.now()
  await kernel.db.transaction(async (tx) => {
    const before = await store.findProfile(tx, id)
    await store.insertProfile(tx, {
      ...{ id, version: (before?.version ?? 0) + 1, title: body.title, content },
      difference: describeDifference(before?.content, content),
      ...{ published_by: by.name, published_time: now, grace_days: body.graceDays },
      deadline_time: new Date(now.getTime() + body.graceDays * dayMs),
    })
  })
  return toProfile((await store.findProfile(kernel.db, id)) as store.ProfileRow)
}

/** Tells of every device behind a version whose deadline has passed, once for each version. */
async function remindOverdue({ kernel, index, identity }: ConformanceParts): Promise<number> {
  return kernel.db.transaction(async (tx) => {
    let reminded = 0
    for (const profile of await store.takeDueProfiles(tx, kernel.clock.now())) {
      for (const { id } of await store.thingsBehind(tx, profile.id, profile.version)) {
        const thing = index.findThing(id)
        if (!thing) continue
        const owner = await ownerOf(tx, identity, id)
        const text = `${thing.name} 仍使用 ${profile.id} 的旧版本，V${profile.version} 的宽限期已过；权属单位：${owner}`
        await reportIncident(kernel, tx, thing, 'devices.profile-overdue', text)
        reminded++
      }
    }
    return reminded
  })
}

async function ownerOf(tx: Parameters<typeof store.readOwner>[0], identity: Identity, thingId: string) {
  return identity.findOrganisation(await store.readOwner(tx, thingId))?.name ?? '未登记'
}

function bindRuns(parts: ConformanceParts, key: Sm2KeyPair): void {
  const { kernel, rights, index, watch } = parts
  const { http, db, clock } = kernel
  const requireRun = async (id: string, principal: Principal) => {
    const run = await store.findRun(db, id, await rights.readable(principal))
    if (!run) throw notFound('检测记录', id)
    return run
  }
  http.bind(contract.startConformanceRun, async ({ body }, { principal }) => {
    const thing = index.findThing(body.thingId)
    if (!thing) throw invalid('/body/thingId', '没有这个设备')
    requireInScope(thing.divisionCode, principal.scope)
    const profile = await store.findProfile(db, body.profileId, body.version)
    if (!profile) throw invalid('/body/profileId', '没有这份接入规范')
    if (profile.content.model !== thing.thingType)
      throw invalid('/body/thingId', `规范适用于设备模型 ${profile.content.model}`)
    const id = newId()
    const row = {
      ...{ id, profileId: profile.id, profileVersion: profile.version, thingId: thing.id },
      ...{ vendor: body.vendor, modelName: body.modelName, startedBy: principal.name },
    }
    if (!(await store.insertRun(db, row, clock.now())))
      throw conflict('already-testing', '这台设备正在检测。')
    watch.begin(thing.id, id)
    return toRun(await requireRun(id, principal))
  })
  http.bind(contract.finishConformanceRun, async ({ params }, { principal }) => {
    await watch.flush()
    const run = await requireRun(params.id, principal)
    if (run.state !== 'running') throw conflict('already-finished', '检测已结束。')
    await finish(parts, run, key)
    watch.end(run.thingId)
    return toRun(await requireRun(params.id, principal))
  })
  http.bind(contract.getConformanceRun, async ({ params }, { principal }) => {
    const run = await requireRun(params.id, principal)
    const { packets, report, signature } = run
    return { run: toRun(run), report, signature, publicKey: key.publicKey, packets }
  })
  http.bind(contract.listConformanceRuns, async ({ query }, { principal }) => {
    const page = await store.listRuns(db, query, clock.now(), await rights.readable(principal))
    return { items: page.items.map(toRun), total: page.total }
  })
}

async function finish(
  { kernel, index }: ConformanceParts,
  run: store.RunRow,
  key: Sm2KeyPair,
): Promise<void> {
  const now = kernel.clock.now()
  const profile = (await store.findProfile(kernel.db, run.profileId, run.profileVersion)) as store.ProfileRow
  const items = judgeTest(profile.content, {
    reference: index.findThing(run.thingId)?.reference ?? '',
    packets: run.packets,
    commands: await store.commandStatesSince(kernel.db, run.thingId, run.startedTime),
  })
  const passed = items.every((one) => one.passed)
  const validUntil = passed ? new Date(now.getTime() + validDays * dayMs) : null
  const report = JSON.stringify({
    ...{ run: run.id, profile: `${run.profileId}-V${run.profileVersion}`, thing: run.thingId },
    ...{ vendor: run.vendor, model: run.modelName, result: passed ? '通过' : '不通过' },
    ...{ finishedTime: now.toISOString(), validUntil: validUntil?.toISOString() ?? null, items },
  })
  const signature = signSm2(Buffer.from(report), key)
  await store.finishRun(kernel.db, run.id, { passed, items, report, signature, validUntil, now })
}

function toRun(row: store.RunRow): contract.ConformanceRun {
  return {
    ...{ id: row.id, profileId: row.profileId, profileVersion: row.profileVersion, thingId: row.thingId },
    ...{ thingName: row.thingName, vendor: row.vendor, modelName: row.modelName, state: row.state },
    result: row.state === 'running' ? null : row.state === 'passed' ? '通过' : '不通过',
    ...{ startedBy: row.startedBy, startedTime: row.startedTime.toISOString(), items: row.items },
    finishedTime: row.finishedTime?.toISOString() ?? null,
    validUntil: row.validUntil?.toISOString() ?? null,
  }
}
