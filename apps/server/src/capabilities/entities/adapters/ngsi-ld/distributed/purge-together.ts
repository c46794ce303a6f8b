import { type NgsiProblem, toNgsiProblem } from '../http/errors.ts'
import { type Exchange, linkTerms } from '../http/exchange.ts'
import { readEntityQuery } from '../http/read-query.ts'
import type { Distribution } from './ask-source.ts'
import { kindOf } from './read-outcome.ts'
import { refuseStrangers } from './write-together.ts'

/** Purge Entities (5.6.21) here and at the sources that offer it: each deletes what it selects by the same query. */
export async function purgeTogether(distribution: Distribution, x: Exchange): Promise<boolean> {
  const { parts, caller } = distribution
  const terms = await linkTerms(parts, x)
  const [selector] = readEntityQuery(parts, x.query, terms).selectors
  const sources = distribution
    .select(x.caller.tenant, { ...selector }, ['purgeEntity'])
    .filter((one) => one.offers && one.mode !== 'auxiliary')
  if (sources.length === 0) return false
  refuseStrangers(x, sources)
  const { local: _local, via: _via, ...query } = x.query
  const [here, ...there] = await Promise.all([
    distribution.runLocally(x, undefined),
    ...sources.map(async (source) => {
      const answered = await caller.call(source, x, { method: 'DELETE', path: '/entities', query })
      const status = 'error' in answered ? (answered.error === 'timeout' ? 504 : 502) : answered.status
      return { registrationId: source.row.id, status, text: answered.text }
    }),
  ])
  const failed = [here, ...there].filter(({ status }) => status >= 300 && status !== 404)
  if (failed.length === 0) {
    x.reply.code(204).send()
    return true
  }
  const errors = failed.map((one) => ({
    error: toProblem(one.status, one.text),
    ...('registrationId' in one ? { registrationId: one.registrationId } : {}),
  }))
  const body = JSON.stringify({ success: [], errors })
  x.reply.code(207).type('application/json').send(body)
  return true
}

function toProblem(status: number, text: string): NgsiProblem {
  return toNgsiProblem(kindOf(status), text.slice(0, 500) || `回答 ${status}`, status)
}
