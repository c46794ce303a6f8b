import type { AbilityFlow, AbilityFlowStep } from '@civitas/contract'
import { sm3 } from '../../../kernel/crypto.ts'
import { invalid, Problem } from '../../../kernel/problem.ts'
import { dayOf } from '../grants/rules.ts'
import { takeQuota } from './admit.ts'
import { askAbility } from './ask-ability.ts'
import { fill, holds, unknownPlaces } from './flow-rules.ts'
import type { GatewayParts } from './gateway-parts.ts'
import { requireInService } from './serve-data.ts'
import { type AbilityRow, findAbilityByCode, findAbilityGrant, type KeyRow } from './store.ts'

type Body = Record<string, unknown>

interface Run {
  readonly key: KeyRow
  readonly body: Body
  readonly traceId: string
}

/** An ability its owner may use in a flow: its own, or one it was granted. */
async function usable(parts: GatewayParts, ownerId: string, code: string) {
  const { db, clock } = parts.kernel
  const ability = await parts.recent.get(`ability ${code}`, () => findAbilityByCode(db, code))
  if (!ability || ability.kind === 'dataset' || ability.kind === 'flow') return undefined
  if (ability.organisation_id === ownerId) return { ability, quota: ability.quota_per_day }
  const day = dayOf(clock.now())
  const grant = await parts.recent.get(`leave ${ability.id} ${ownerId} ${day}`, () =>
    findAbilityGrant(db, ability.id, ownerId, day),
  )
  return grant && { ability, quota: grant.quota_per_day }
}

/** Refuses a flow that could not run: abilities its owner may not use, values of steps that come later. */
export async function checkFlow(
  parts: GatewayParts,
  ownerId: string,
  flow: AbilityFlow | undefined,
): Promise<void> {
  if (!flow) throw invalid('/body/flow', '请写明编排的步骤')
  const names = flow.steps.map((step) => step.name)
  for (const [i, step] of flow.steps.entries()) {
    const path = `/body/flow/steps/${i}`
    if (names.indexOf(step.name) !== i || step.name === 'input')
      throw invalid(`${path}/name`, `步骤名“${step.name}”重复或已保留`)
    for (const [at, code] of [
      ['ability', step.ability],
      ['undo/ability', step.undo?.ability],
    ] as const)
      if (code && !(await usable(parts, ownerId, code)))
        throw invalid(`${path}/${at}`, `没有能力“${code}”，或本单位没有它的授权`)
    const known = ['input', ...names.slice(0, i)]
    const [wrong] = unknownPlaces({ ...step.body, when: step.when?.of ?? '' }, known)
    if (wrong) throw invalid(`${path}/body`, `“${wrong}”不是前面步骤的结果`)
  }
  const [wrong] = unknownPlaces(flow.answer, ['input', ...names])
  if (wrong) throw invalid('/body/flow/answer', `没有步骤“${wrong}”`)
}

/**
 * Runs the steps of a flow within its time. When one fails, those done before it are undone, last first, and the caller is
 * told which step failed and what could not be undone.
 */
export async function runFlow(
  parts: GatewayParts,
  owner: AbilityRow,
  flow: AbilityFlow,
  run: Run,
): Promise<Body> {
  const until = performance.now() + owner.timeout_ms
  const known: Record<string, Body> = { input: run.body }
  const done: AbilityFlowStep[] = []
  for (const step of flow.steps) {
    if (step.when && !holds(step.when, known)) continue
    try {
      const left = until - performance.now()
      if (left <= 0) throw new Problem('unavailable', 'flow-timeout', '编排超出时限。')
      known[step.name] = await ask(parts, owner, step, known, run, Math.min(step.timeoutMs ?? left, left))
      done.push(step)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const kept = await undoAll(parts, owner, done, known, run)
      throw failed(step, error, done.filter((one) => one.undo).length, kept)
    }
  }
  return fill(flow.answer, known)
}

function failed(step: AbilityFlowStep, why: Problem, undoable: number, kept: readonly string[]): Problem {
  const undone =
    undoable === 0
      ? ''
      : kept.length === 0
        ? '前面的步骤已撤销。'
        : `未能撤销：${kept.join('、')}，请人工处理。`
  const text = `步骤“${step.name}”没有完成：${why.message}${undone}`
  return new Problem(why.kind, kept.length > 0 ? 'flow-not-undone' : 'flow-failed', text)
}

/** Undoes what was done, last first; answers the steps that could not be. */
async function undoAll(
  parts: GatewayParts,
  owner: AbilityRow,
  done: readonly AbilityFlowStep[],
  known: Record<string, Body>,
  run: Run,
): Promise<string[]> {
  const kept: string[] = []
  for (const step of [...done].reverse()) {
    if (!step.undo) continue
    try {
      await ask(parts, owner, step.undo, known, run, owner.timeout_ms)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      parts.kernel.log.warn(
        { flow: owner.code, step: step.name, error: error.message },
        'a step was not undone',
      )
      kept.push(step.name)
    }
  }
  return kept
}

/** Asks the ability of a step in the name of the flow, within the quota of its owner, and records the use under its trace. */
async function ask(
  parts: GatewayParts,
  owner: AbilityRow,
  step: Pick<AbilityFlowStep, 'ability' | 'body'>,
  known: Record<string, Body>,
  run: Run,
  timeoutMs: number,
): Promise<Body> {
  const startedMs = performance.now()
  const found = await usable(parts, owner.organisation_id, step.ability)
  if (!found) throw new Problem('unavailable', 'not-granted', `能力“${step.ability}”已不可用。`)
  const { ability, quota } = found
  const day = dayOf(parts.kernel.clock.now())
  requireInService(ability, day)
  await takeQuota(parts, { organisationId: owner.organisation_id, abilityId: ability.id, day, quota })
  let answer: Body = {}
  let status = 200
  try {
    answer = await askAbility(parts, ability, run.key.app_name, fill(step.body, known), timeoutMs)
    return answer
  } catch (error) {
    status = error instanceof Problem ? error.status : 500
    throw error
  } finally {
    await parts.uses.record({
      ...{ way: 'ability', abilityId: ability.id, providerId: ability.organisation_id, status },
      ...{ organisationId: owner.organisation_id, caller: `${owner.title}（${run.key.app_name}）` },
      ...{ purpose: owner.title, fields: Object.keys(answer), rows: 1, traceId: run.traceId },
      ...{ digest: sm3(JSON.stringify(answer)), millis: performance.now() - startedMs },
    })
  }
}
