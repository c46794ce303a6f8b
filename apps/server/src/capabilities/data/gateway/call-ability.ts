import { sm3 } from '../../../kernel/crypto.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { RequestContext } from '../../../kernel/http/request.ts'
import { forbidden, notFound, Problem } from '../../../kernel/problem.ts'
import { dayOf } from '../grants/rules.ts'
import { runFlow } from './ability-flow.ts'
import { admitApp, purposeOf, takeQuota } from './admit.ts'
import { askAbility } from './ask-ability.ts'
import type { GatewayParts } from './gateway-parts.ts'
import { requireInService } from './serve-data.ts'
import { type AbilityRow, findAbilityByCode, findAbilityGrant, type KeyRow } from './store.ts'

type Body = Record<string, unknown>

/** Calls an ability for an application. The same idempotency key gets the same answer and counts once. */
export async function callAbility(
  parts: GatewayParts,
  code: string,
  body: Body,
  context: RequestContext,
): Promise<Body> {
  const startedMs = performance.now()
  const { kernel, recent } = parts
  const key = await admitApp(parts, context.raw)
  const ability = await recent.get(`ability ${code}`, () => findAbilityByCode(kernel.db, code))
  if (!ability || ability.kind === 'dataset') throw notFound('能力', code)
  const day = dayOf(kernel.clock.now())
  requireInService(ability, day)
  const purpose = purposeOf(context.raw)
  const grant = await recent.get(`leave ${ability.id} ${key.organisation_id} ${day}`, () =>
    findAbilityGrant(kernel.db, ability.id, key.organisation_id, day),
  )
  if (!grant) throw forbidden('没有该能力的有效授权，请先申请。', 'not-granted')
  if (grant.purpose !== purpose) throw forbidden('使用目的与授权不符。', 'purpose-mismatch')
  const again = await readAnswer(parts, key, context)
  if (again) return again
  await takeQuota(parts, {
    organisationId: key.organisation_id,
    abilityId: ability.id,
    day,
    quota: grant.quota_per_day,
  })
  const { status, answer, problem } = await run(parts, ability, key, body, context)
  const id = await parts.uses.record({
    ...{
      way: 'ability',
      abilityId: ability.id,
      providerId: ability.organisation_id,
      caller: key.app_name,
      keyId: key.id,
      address: context.raw.ip,
      purpose,
    },
    ...{
      organisationId: key.organisation_id,
      fields: Object.keys(answer),
      rows: 1,
      digest: sm3(JSON.stringify(answer)),
    },
    ...{ traceId: context.traceId, status, millis: performance.now() - startedMs },
  })
  context.reply.header('x-civitas-receipt', id)
  if (problem) throw problem
  await keepAnswer(parts, key, context, answer)
  return answer
}

async function run(
  parts: GatewayParts,
  ability: AbilityRow,
  key: KeyRow,
  body: Body,
  { traceId }: RequestContext,
) {
  try {
    const answer = ability.flow
      ? await runFlow(parts, ability, ability.flow, { key, body, traceId })
      : await askAbility(parts, ability, key.app_name, body)
    return { status: 200, answer, problem: null }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { status: error.status, answer: {} as Body, problem: error }
  }
}

function keyOf(context: RequestContext): string | null {
  const given = context.raw.headers['idempotency-key']
  return typeof given === 'string' && given.length <= 200 ? given : null
}

async function readAnswer(
  { kernel }: GatewayParts,
  key: KeyRow,
  context: RequestContext,
): Promise<Body | null> {
  const name = keyOf(context)
  if (!name) return null
  const row = await kernel.db.first<{ body: string }>(sql`SELECT body FROM data.ability_answer
    WHERE app_id = ${key.app_id} AND key = ${name}`)
  return row ? JSON.parse(row.body) : null
}

async function keepAnswer(
  { kernel }: GatewayParts,
  key: KeyRow,
  context: RequestContext,
  answer: Body,
): Promise<void> {
  const name = keyOf(context)
  if (!name) return
  await kernel.db.query(sql`INSERT INTO data.ability_answer (app_id, key, body, time)
    VALUES (${key.app_id}, ${name}, ${JSON.stringify(answer)}, ${kernel.clock.now()}) ON CONFLICT DO NOTHING`)
}
