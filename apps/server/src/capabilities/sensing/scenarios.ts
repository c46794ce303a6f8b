import type { Scenario, ScenarioRun } from '@civitas/contract'
import type { DomainRegistry } from '@civitas/domain-kit'
import { sql } from '../../kernel/db/sql.ts'
import { newId } from '../../kernel/ids.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { notFound } from '../../kernel/problem.ts'

interface RunRow {
  id: string | null
  run_id: string | null
  speed: number
  started_time: Date | null
  started_by: string | null
  simulator_seen_time: Date | null
}

/** The scenario the simulator of the sample city is asked to play. */
export interface Scenarios {
  list(): Scenario[]
  current(): Promise<{ run: ScenarioRun; simulatorSeenTime: string | null }>
  start(id: string, speed: number, by: string): Promise<ScenarioRun>
  stop(): Promise<ScenarioRun>
  /** The simulator calls every second; the answer tells it what to play. */
  heartbeat(): Promise<ScenarioRun>
}

const columns = sql`id, run_id, speed, started_time, started_by, simulator_seen_time`

export function createScenarios(kernel: Kernel, domains: DomainRegistry): Scenarios {
  const { db, clock } = kernel
  const list = () => listScenarios(domains)
  const tell = (run: ScenarioRun) => {
    kernel.realtime.publish('scenario', '', run)
    return run
  }
  return {
    list,
    current: async () => {
      const row = (await db.first<RunRow>(sql`SELECT ${columns} FROM sensing.scenario_run`)) as RunRow
      return { run: toRun(row), simulatorSeenTime: row.simulator_seen_time?.toISOString() ?? null }
    },
    start: async (id, speed, by) => {
      if (!list().some((scenario) => scenario.id === id)) throw notFound('场景', id)
      const row =
        await db.first<RunRow>(sql`UPDATE sensing.scenario_run SET id = ${id}, run_id = ${newId()}, speed = ${speed},
        started_time = ${clock.now()}, started_by = ${by} RETURNING ${columns}`)
      return tell(toRun(row as RunRow))
    },
    stop: async () => {
      const row =
        await db.first<RunRow>(sql`UPDATE sensing.scenario_run SET id = NULL, run_id = NULL, speed = 1,
        started_time = NULL, started_by = NULL RETURNING ${columns}`)
      return tell(toRun(row as RunRow))
    },
    heartbeat: async () => {
      const row = await db.first<RunRow>(
        sql`UPDATE sensing.scenario_run SET simulator_seen_time = ${clock.now()} RETURNING ${columns}`,
      )
      return toRun(row as RunRow)
    },
  }
}

function toRun(row: RunRow): ScenarioRun {
  return {
    id: row.id,
    runId: row.run_id,
    speed: row.speed,
    startedTime: row.started_time?.toISOString() ?? null,
    startedBy: row.started_by,
  }
}

/** Scenarios of the same id in several domains are one for the city; the first domain that has it names it. */
function listScenarios(domains: DomainRegistry): Scenario[] {
  const scenarios = new Map<string, Scenario>()
  for (const domain of domains.domains) {
    for (const one of domain.scenarios) {
      const minutes = one.phases.reduce((sum, phase) => sum + phase.minutes, 0)
      const known = scenarios.get(one.id)
      if (known) known.minutes = Math.max(known.minutes, minutes)
      else
        scenarios.set(one.id, {
          id: one.id,
          domain: domain.id,
          title: one.title,
          description: one.description,
          minutes,
        })
    }
  }
  return [...scenarios.values()]
}
