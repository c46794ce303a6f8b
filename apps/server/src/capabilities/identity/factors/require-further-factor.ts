import type { FastifyRequest } from 'fastify'
import { forbidden } from '../../../kernel/problem.ts'

/** What a session that waits for a second factor may ask for. */
const allowed = new Set([
  '/api/identity/step-ups',
  '/api/identity/step-ups/options',
  '/api/identity/sessions/current',
])

/** Refuses everything but showing the second factor to a session that waits for it. */
export async function requireFurtherFactor(request: FastifyRequest): Promise<void> {
  if (!request.principal?.pending || allowed.has(request.routeOptions.url ?? '')) return
  throw forbidden('请先完成第二步验证。', 'further-factor-needed')
}
