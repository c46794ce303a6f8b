import { newId } from '../../../kernel/ids.ts'
import { invalid, Problem } from '../../../kernel/problem.ts'
import type { GatewayParts } from './gateway-parts.ts'
import type { AbilityRow } from './store.ts'

type Body = Record<string, unknown>

/** Asks one ability that is not a dataset, in the name of a caller, for so long and no longer. */
export function askAbility(
  parts: GatewayParts,
  ability: AbilityRow,
  caller: string,
  body: Body,
  timeoutMs: number = ability.timeout_ms,
): Promise<Body> {
  return ability.kind === 'message'
    ? sendText(parts, caller, body)
    : askUpstream(parts, ability, body, Math.min(timeoutMs, ability.timeout_ms))
}

/** 短信发送: hands a text to the messages of the platform. */
async function sendText(parts: GatewayParts, caller: string, body: Body): Promise<Body> {
  const { phone, text, name = '' } = body
  if (typeof phone !== 'string' || !/^1\d{10}$/.test(phone)) throw invalid('/body/phone', '应为 11 位手机号')
  if (typeof text !== 'string' || text.length === 0 || text.length > 500)
    throw invalid('/body/text', '应为 1–500 字')
  const messageId = await parts.kernel.db.transaction((tx) =>
    parts.messaging.send(tx, {
      ...{
        key: `data.ability-text:${newId()}`,
        title: caller,
        text,
        urgency: 'normal',
        channels: ['sms'],
      },
      to: [{ name: String(name) || phone, phone }],
    }),
  )
  return { messageId }
}

/** Asks the service of a department; one that fails again and again is left alone for a while. */
async function askUpstream(
  parts: GatewayParts,
  ability: AbilityRow,
  body: Body,
  timeoutMs: number,
): Promise<Body> {
  const breaker = parts.breakerOf(`ability ${ability.code}`)
  const now = () => parts.kernel.clock.now().getTime()
  if (!breaker.allows(now()))
    throw new Problem('unavailable', 'circuit-open', '提供单位的服务暂时熔断，请稍后再试。')
  try {
    const response = await fetch(ability.upstream_url as string, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    })
    if (!response.ok) throw new Error(`answered ${response.status}`)
    const answer = (await response.json()) as Body
    breaker.succeeded()
    return answer
  } catch (error) {
    breaker.failed(now())
    parts.kernel.log.warn({ ability: ability.code, error: (error as Error).message }, 'an ability failed')
    const isLate = (error as Error).name === 'TimeoutError'
    throw new Problem(
      'unavailable',
      isLate ? 'upstream-timeout' : 'upstream-failed',
      '提供单位的服务没有正常答复。',
    )
  }
}
