import { type AudienceGrade, eventChanged, type Wall, type WallScene, wallSwitched } from '@civitas/contract'
import { LEVELS } from '@civitas/domain-kit'
import type { Principal } from '../../../kernel/access.ts'
import { forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { rankGrade } from '../cockpit/rules.ts'
import { findPage } from '../cockpit/store.ts'
import type { ReadParts } from '../read-indicators.ts'
import * as store from './store.ts'

async function getRow(parts: ReadParts, id: string): Promise<store.WallRow> {
  const row = await store.findWall(parts.kernel.db, id)
  if (!row) throw notFound('大屏', id)
  return row
}

/** What a wall shows, its scenes, visits to come and what was done with it. */
export async function readWall(parts: ReadParts, id: string): Promise<Wall> {
  const { db, clock } = parts.kernel
  const row = await getRow(parts, id)
  const scenes = await store.readScenes(db, id)
  const scene = scenes.find((one) => one.id === row.scene) ?? scenes.find((one) => one.id === row.duty_scene)
  if (!scene) throw notFound('大屏场景', row.scene)
  return {
    ...{
      id,
      title: row.title,
      audience: row.audience,
      dutyScene: row.duty_scene,
      scene,
      why: row.why,
      scenes,
    },
    since: row.since.toISOString(),
    until: row.until?.toISOString() ?? null,
    schedule: await store.readSchedule(db, id, clock.now()),
    log: await store.readLog(db, id),
  }
}

/** Refuses a scene for an audience that may not see it, or with a page above that audience (PLT-103). */
async function requireAudience(parts: ReadParts, scene: WallScene, audience: AudienceGrade): Promise<void> {
  if (rankGrade(scene.grade) > rankGrade(audience))
    throw forbidden(`观众级别不足：场景“${scene.title}”不对该观众开放。`, 'grade-too-low')
  for (const page of scene.displays.flatMap((one) => one.pages)) {
    const row = await findPage(parts.kernel.db, page)
    if (!row) throw invalid('/body/displays', `没有驾驶舱页面“${page}”`)
    if (rankGrade(row.grade) > rankGrade(audience))
      throw forbidden(`观众级别不足：页面“${row.title}”不能放给该观众。`, 'grade-too-low')
  }
}

export async function saveScene(
  parts: ReadParts,
  id: string,
  scene: WallScene,
  { name }: Principal,
): Promise<Wall> {
  await getRow(parts, id)
  await requireAudience(parts, scene, scene.grade)
  const { db, clock } = parts.kernel
  await store.upsertScene(db, id, scene)
  await store.writeLog(db, id, name, `保存场景“${scene.title}”`, clock.now())
  return readWall(parts, id)
}

interface Shown {
  scene: string
  audience?: AudienceGrade
  why: string
  by: string
  until?: Date | null
}

/** Switches a wall; its displays hear of it on the live channel. */
export async function showScene(parts: ReadParts, id: string, shown: Shown): Promise<void> {
  const { db, clock, messages } = parts.kernel
  const now = clock.now()
  const scene = (await store.readScenes(db, id)).find((one) => one.id === shown.scene)
  if (!scene) throw notFound('大屏场景', shown.scene)
  const audience = shown.audience ?? 'internal'
  await requireAudience(parts, scene, audience)
  const until = shown.until ?? (scene.minutes > 0 ? new Date(now.getTime() + scene.minutes * 60_000) : null)
  await db.transaction(async (tx) => {
    await store.setShown(tx, id, { scene: scene.id, audience, since: now, until, why: shown.why })
    await store.writeLog(tx, id, shown.by, `切换到“${scene.title}”：${shown.why}`, now)
    await messages.publish(tx, wallSwitched, { id, scene: scene.id, why: shown.why })
  })
}

export async function switchScene(
  parts: ReadParts,
  id: string,
  body: { scene: string; audience?: AudienceGrade },
  { name }: Principal,
): Promise<Wall> {
  const row = await getRow(parts, id)
  await showScene(parts, id, { ...body, audience: body.audience ?? row.audience, why: '人工切换', by: name })
  return readWall(parts, id)
}

export async function scheduleScene(
  parts: ReadParts,
  id: string,
  visit: store.Visit,
  { name }: Principal,
): Promise<Wall> {
  const { db, clock } = parts.kernel
  const scene = (await store.readScenes(db, id)).find((one) => one.id === visit.scene)
  if (!scene) throw invalid('/body/scene', `没有场景“${visit.scene}”`)
  if (!(visit.to > visit.from)) throw invalid('/body/to', '结束时间应晚于开始时间')
  await requireAudience(parts, scene, visit.audience)
  await store.insertVisit(db, id, visit)
  await store.writeLog(db, id, name, `安排参观“${visit.title}”`, clock.now())
  return readWall(parts, id)
}

export async function cancelVisit(parts: ReadParts, id: string, entry: string, { name }: Principal) {
  const { db, clock } = parts.kernel
  if (!(await store.deleteVisit(db, id, entry))) throw notFound('参观安排', entry)
  await store.writeLog(db, id, name, '取消参观安排', clock.now())
  return { done: true as const }
}

const lookMs = 5_000

/** Plays visits, returns to the duty scene, and answers events; one process of the cluster at a time. */
export function followWalls(parts: ReadParts): { stop: () => void } {
  const { kernel } = parts
  kernel.messages.subscribe(
    'indicators.walls',
    eventChanged,
    async (tx, { body }) => {
      if (body.act !== 'raised' || !body.event.level) return
      const rank = LEVELS.indexOf(body.event.level)
      for (const wall of await tx.once('indicators.walls', () => store.listWalls(tx))) {
        const scenes = await tx.once(`indicators.scenes ${wall.id}`, () => store.readScenes(tx, wall.id))
        const scene = scenes.find((one) => one.onLevel && rank >= LEVELS.indexOf(one.onLevel))
        if (!scene || wall.scene === scene.id || wall.audience === 'public') continue
        const why = `事件 ${body.event.reference} ${body.event.title}`
        const shown = { scene: scene.id, audience: wall.audience, why, by: '系统' }
        tx.afterCommit(() => {
          showScene(parts, wall.id, shown).catch((error: Error) =>
            kernel.log.error({ error: error.stack }, 'a wall could not follow an event'),
          )
        })
      }
    },
    { together: true, when: ({ act, event }) => act === 'raised' && event.level !== null },
  )
  kernel.messages.tail(wallSwitched, (body) => kernel.realtime.publish('indicators', '', { wall: body }))
  const timer = setInterval(() => {
    if (!kernel.cluster.leads('indicators.walls')) return
    playSchedules(parts).catch((error: Error) =>
      kernel.log.error({ error: error.stack }, 'walls could not be played'),
    )
  }, lookMs)
  return { stop: () => clearInterval(timer) }
}

/** Shows what is scheduled now; a scene whose time is over gives way to the duty scene. */
export async function playSchedules(parts: ReadParts): Promise<void> {
  const { db, clock } = parts.kernel
  const now = clock.now()
  for (const wall of await store.listWalls(db)) {
    const visit = (await store.readSchedule(db, wall.id, now)).find(
      (one) => Date.parse(one.from) <= now.getTime(),
    )
    const isOver = wall.until !== null && wall.until <= now
    if (visit && wall.scene !== visit.scene && (isOver || wall.scene === wall.duty_scene)) {
      const { scene, audience, title, to } = visit
      await showScene(parts, wall.id, {
        scene,
        audience,
        why: `参观：${title}`,
        by: '日程',
        until: new Date(to),
      })
    } else if (isOver && wall.scene !== wall.duty_scene)
      await showScene(parts, wall.id, { scene: wall.duty_scene, why: '恢复值班场景', by: '日程' })
  }
}
