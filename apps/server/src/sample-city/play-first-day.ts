import { listDivisions, listOrganisations } from '@civitas/contract'
import type { Logger } from 'pino'
import type { Cast } from './cast.ts'
import { playCases, playRobotCases } from './first-day-cases.ts'
import { playReports, playWarnings } from './first-day-events.ts'
import {
  playCaseType,
  playMessageQuotas,
  playOpenness,
  playPublication,
  playSupervisionRules,
} from './first-day-governance.ts'
import { callPlayers } from './first-day-kit.ts'
import { playMatters } from './first-day-matters.ts'
import { playModels } from './first-day-models.ts'
import { playAppraisal, playRobot } from './first-day-rules.ts'
import { playTopics } from './first-day-topics.ts'

/**
 * Plays a first day in a city just filled: the demo accounts report, warn, dispatch, handle and check through the public
 * API, so that pages have work on them and every row has the history it says it has. Runs beside the start, not in it.
 */
export async function playFirstDay(cast: Cast, log: Pick<Logger, 'info' | 'warn'>): Promise<void> {
  try {
    const players = await callPlayers(cast)
    const { items: districts } = await players.admin.call(listDivisions, { query: { level: 2, limit: 20 } })
    const [home] = districts
    const { items: units } = await players.admin.call(listOrganisations, {
      query: { search: `${home?.name}城市管理局`, limit: 1 },
    })
    if (!home?.centre || !units[0]) return
    const centre = home.centre as [number, number]
    const codes = districts.map((one) => one.code)
    await playWarnings(players, codes)
    await playOpenness(players)
    await playReports(players, centre)
    await playTopics(players, centre)
    await playCases(players, centre, units[0].id)
    await playMatters(players, centre, units[0].id)
    await playRobot(players)
    await playRobotCases(players, centre, units[0].id)
    await playAppraisal(players, codes)
    await playCaseType(players, home.code)
    await playSupervisionRules(players, `${home.code.slice(0, 4)}00`)
    await playMessageQuotas(players, units[0].id)
    await playPublication(players, codes)
    await playModels(players)
    log.info('the first day of the sample city has been played')
  } catch (error) {
    log.warn({ error }, 'the first day of the sample city ended early')
  }
}
