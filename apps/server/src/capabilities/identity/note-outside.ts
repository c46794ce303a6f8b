import { operations } from '@civitas/contract'
import type { FastifyRequest } from 'fastify'
import { isInScope } from '../../kernel/access.ts'
import type { Guard } from '../../kernel/http/request.ts'
import type { AuditTrail } from './audit.ts'

/** Lists by their path. What names a thing is refused by the operation and in the trail anyway. */
const lists = new Map(operations.filter((one) => one.method === 'GET').map((one) => [one.path, one.id]))

/**
 * Writes down that somebody asked for rows of a division outside the own scope. The list is answered all the same and has
 * none of them: whoever asks learns nothing, and the trail says why nothing came.
 */
export function noteOutside(audit: AuditTrail): Guard {
  return async (request: FastifyRequest) => {
    const { principal } = request
    const division = (request.query as Record<string, unknown> | undefined)?.division
    if (!principal || typeof division !== 'string' || isInScope(division, principal.scope)) return
    const action = lists.get(request.routeOptions.url ?? '')
    if (!action) return
    audit.record({
      ...{ userId: principal.userId, account: principal.account, action, target: division },
      ...{ outcome: 'refused', ip: request.ip, traceId: request.traceId },
      detail: {
        code: 'outside-scope',
        reason: `数据范围不符：${division} 不在 ${principal.scope.divisions.join('、') || '（无）'} 内`,
      },
    })
  }
}
