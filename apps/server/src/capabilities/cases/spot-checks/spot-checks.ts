import { randomBytes } from 'node:crypto'
import type {
  drawSpotChecks,
  OperationInput,
  SpotCheck,
  SpotDraw,
  SpotResult,
  submitSpotCheck,
} from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { objectSql } from '../appraisal/compute-appraisal.ts'
import { spanOf } from '../appraisal/rules.ts'
import { getRule, writeGiven } from '../appraisal/store.ts'
import type { CasesParts } from '../publish-case.ts'
import { readEvidence } from '../tasks/read-evidence.ts'
import { type Drawable, drawByLot } from './rules.ts'
import * as store from './store.ts'

type DrawBody = OperationInput<typeof drawSpotChecks>['body']

async function findCheckers({ identity, kernel }: CasesParts, given: readonly string[] | undefined) {
  const people = await identity.findPeople(kernel.db, given ? { userIds: given } : { role: 'inspector' })
  given?.forEach((id, i) => {
    if (!people.some((one) => one.id === id)) throw invalid(`/body/checkers/${i}`, '没有这个人员')
  })
  if (people.length === 0) throw conflict('no-checkers', '没有可抽取的核查人员。')
  return people
}

/** Draws closed cases of a month and who looks at each; the pool and the seed are kept and put in evidence. */
export async function drawChecks(parts: CasesParts, body: DrawBody, by: Principal): Promise<SpotDraw> {
  const { db, clock } = parts.kernel
  const rule = await getRule(db, body.ruleId)
  const indicator = rule.indicators.find((one) => one.id === body.indicator)
  if (body.indicator && indicator?.formula.kind !== 'given')
    throw invalid('/body/indicator', '没有这个须录入的指标')
  const people = await findCheckers(parts, body.checkers)
  const { from, to } = spanOf(body.period)
  const cases = await store.readPool(db, { from, to, types: rule.caseTypes, scope: by.scope })
  // Nobody judges his own work, nor that of his unit.
  const pool: Drawable[] = cases.map(({ id, organisationId, workers }) => ({
    id,
    barred: people
      .filter(
        (one) =>
          workers.includes(one.id) || (one.organisationId !== null && one.organisationId === organisationId),
      )
      .map((one) => one.id),
  }))
  const seed = randomBytes(16).toString('hex')
  const checkers = people.map(({ id, name }) => ({ id, name }))
  const drawn = drawByLot(
    seed,
    pool,
    checkers.map((one) => one.id),
    body.count,
  )
  if (drawn.length === 0)
    throw conflict('nothing-to-draw', '本月没有可抽查的已结案件，或可派的核查人都须回避。')
  const row: store.NewDraw = {
    ...{ id: newId(), rule_id: rule.id, period: body.period, wanted: body.count },
    ...{ indicator: body.indicator ?? null, checklist: body.checklist, seed, pool, checkers },
    pool_digest: digestOf(pool, checkers),
    ...{ drawn_by: by.name, drawn_time: clock.now() },
  }
  await db.transaction(async (tx) => {
    await store.insertDraw(tx, row, drawn)
    const payload = {
      drawId: row.id,
      seed,
      poolDigest: row.pool_digest,
      drawn: drawn.map((one) => ({ ...one })),
    }
    await parts.ledger.append(tx, { kind: 'cases.spot-draw', subjectId: row.id, payload })
    await tellCheckers(parts, tx, row.id, new Set(drawn.map((one) => one.checkerId)))
  })
  return (await getDraw(parts, row.id)).draw
}

async function tellCheckers(
  { messaging }: CasesParts,
  tx: Transaction,
  drawId: string,
  checkers: ReadonlySet<string>,
): Promise<void> {
  await messaging.sendMany(
    tx,
    [...checkers].map((userId) => ({
      key: `spot-draw ${drawId} ${userId}`,
      title: '您有新的随机抽查任务',
      text: '请按清单逐项核查，评完前不显示承办单位和人员。',
      to: [{ userId }],
      urgency: 'normal' as const,
      link: '/console/spot-checks',
    })),
  )
}

/** What the draw followed from, as one digest. */
function digestOf(pool: readonly Drawable[], checkers: readonly store.Checker[]): string {
  const words = [
    ...pool.map((one) => `${one.id} ${[...one.barred].sort().join(',')}`),
    ...checkers.map((one) => one.id),
  ]
  return sm3(Buffer.from(words.sort().join('\n')))
}

/** A draw with its results; drawn again to show that nobody chose. */
export async function getDraw(
  parts: CasesParts,
  id: string,
): Promise<{ draw: SpotDraw; checks: SpotResult[]; proven: boolean }> {
  const { db } = parts.kernel
  const row = await store.findDraw(db, id)
  if (!row) throw notFound('抽查批次', id)
  const pool = await store.readPoolOf(db, id)
  const again = drawByLot(
    row.seed,
    pool,
    row.checkers.map((one) => one.id),
    row.wanted,
  )
  const kept = await store.listDrawn(db, id)
  const results = await store.listResults(db, id)
  return {
    draw: store.toDraw(row),
    checks: results.map(({ organisationId, doneTime, ...one }) => ({
      ...one,
      organisationName: organisationId
        ? (parts.identity.findOrganisation(organisationId)?.name ?? null)
        : null,
      doneTime: doneTime?.toISOString() ?? null,
    })),
    proven:
      digestOf(pool, row.checkers) === row.pool_digest && JSON.stringify(again) === JSON.stringify(kept),
  }
}

export function toCheck({ domains, territory }: CasesParts, row: store.CheckRow): SpotCheck {
  const { type, classCode, divisionCode, lon, lat, closedTime, doneTime, ...rest } = row
  const declared = domains.findCaseType(type)?.classes?.find((one) => one.code === classCode)
  return {
    ...rest,
    classTitle: declared?.title.zh ?? domains.findCaseType(type)?.title.zh ?? null,
    divisionName: divisionCode ? territory.findDivisionName(divisionCode) : null,
    position: lon === null || lat === null ? null : [lon, lat],
    closedTime: closedTime?.toISOString() ?? null,
    doneTime: doneTime?.toISOString() ?? null,
  }
}

/** Answers a check, once; the share of items passed is its score, and the means go to the indicator of the draw. */
export async function submitCheck(
  parts: CasesParts,
  id: string,
  body: OperationInput<typeof submitSpotCheck>['body'],
  by: Principal,
): Promise<SpotCheck> {
  const { db, clock } = parts.kernel
  const row = await store.findCheckOf(db, id, by.userId)
  if (!row) throw notFound('抽查任务', id)
  if (body.items.length !== row.checklist.length)
    throw invalid('/body/items', `清单共 ${row.checklist.length} 项，须逐项填写`)
  const photos = (body.photos ?? []).map((photo) => ({
    contentType: photo.contentType,
    ...readEvidence({ fileName: '抽查', ...photo }),
  }))
  const score = body.items.filter((one) => one.passed).length / body.items.length
  await db.transaction(async (tx) => {
    const given = { items: body.items, score, note: body.note ?? '' }
    if (!(await store.writeResult(tx, id, given, clock.now())))
      throw conflict('already-answered', '本项抽查已经提交，不能再改。')
    for (const photo of photos) await store.insertPhoto(tx, id, photo)
    await carryOver(parts, tx, row.drawId)
  })
  return toCheck(parts, (await store.findCheckOf(db, id, by.userId)) as store.CheckRow)
}

/** What the checks come to, entered as the value of the indicator they were drawn for. */
async function carryOver(parts: CasesParts, tx: Transaction, drawId: string): Promise<void> {
  const draw = await store.findDraw(tx, drawId)
  if (!draw?.indicator) return
  for (const { object, mean, n } of await store.meansOf(tx, drawId, objectSql[draw.rule_object]))
    await writeGiven(
      tx,
      {
        ...{ ruleId: draw.rule_id, period: draw.period, object, indicator: draw.indicator, value: mean },
        note: `随机抽查 ${n} 件`,
      },
      '随机抽查',
      parts.kernel.clock.now(),
    )
}

export async function getPhoto(
  parts: CasesParts,
  { id, photoId }: { id: string; photoId: string },
  by: Principal,
) {
  const checkerId = hasPermission(by, 'cases.appraise') ? null : by.userId
  const found = await store.findPhoto(parts.kernel.db, { checkId: id, photoId, checkerId })
  if (!found) throw notFound('照片', photoId)
  return found
}
